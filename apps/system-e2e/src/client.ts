import { send, type Problem, type Sent } from '@doorstep/testing/http';
import type { Response } from 'supertest';

/** A JSON object of the API. */
export type Json = Readonly<Record<string, unknown>>;

/** A record as the API shows it; nouns without a state have none. */
export interface Item extends Json {
  readonly name: string;
  readonly etag: string;
  readonly state: string;
  readonly division: string;
}

/** What came back: a record, a list, or a problem. */
export interface Answer extends Pick<Response, 'status' | 'headers' | 'text'> {
  readonly body: Item & Problem;
}

/** The public API as somebody uses it. */
export interface Client {
  /** Sends `POST /v1/needs` and the like; whatever comes back is an answer. */
  ask(line: string, sent?: Sent): Promise<Answer>;
  /** The same where a refusal would be a surprise. Throws with the problem. */
  done(line: string, body?: object, headers?: Sent['headers']): Promise<Item>;
  /** Every item of a list, page by page. */
  all(path: string, items: string): Promise<Item[]>;
}

/** An API client that says who calls. */
export function clientOf(gateway: string, token: () => Promise<string>): Client {
  const ask: Client['ask'] = async (line, sent) => send(gateway, await token(), line, sent);
  const done: Client['done'] = async (line, body, headers) => {
    const answer = await ask(line, { ...(body && { body }), ...(headers && { headers }) });
    if (answer.status >= 400) throw new Error(`${line}: ${String(answer.status)} ${answer.text}`);
    return answer.body;
  };
  return { ask, done, all: (path, items) => everything(done, path, items) };
}

async function everything(done: Client['done'], path: string, items: string): Promise<Item[]> {
  const found: Item[] = [];
  for (let page = ''; ;) {
    const separator = path.includes('?') ? '&' : '?';
    const answer = await done(`GET ${path}${separator}pageSize=200&pageToken=${page}`);
    found.push(...(answer[items] as Item[]));
    page = String(answer['nextPageToken']);
    if (page === '') return found;
  }
}
