import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { tokenFor } from '../identity/token.ts';

/** Where the platform is reached. */
export interface Doors {
  readonly gateway: string;
  readonly issuer: string;
}

export type Json = Readonly<Record<string, unknown>>;

const tries = 6;
const pauseMs = 250;
const busy = new Set([429, 502, 503, 504]);

interface Sent {
  readonly method: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The public API as the county's people use it; signs in whom the story needs, repeats what a busy platform put off. */
export class Api {
  private readonly tokens = new Map<string, Promise<string>>();
  private readonly doors: Doors;

  constructor(doors: Doors) {
    this.doors = doors;
  }

  get(as: string, path: string): Promise<Json> {
    return this.call(as, path, { method: 'GET' });
  }

  /** @param story names the request, so that telling the story again changes nothing. */
  post(as: string, path: string, body: Json, story: string): Promise<Json> {
    const key = createHash('sha256').update(story).digest('hex').slice(0, 32);
    const headers = { 'content-type': 'application/json', 'idempotency-key': key };
    return this.call(as, path, { method: 'POST', body: JSON.stringify(body), headers });
  }

  /** Every item of a list, page by page. */
  async *all(as: string, path: string, items: string): AsyncGenerator<Json> {
    let page = '';
    do {
      const separator = path.includes('?') ? '&' : '?';
      const answer = await this.get(as, `${path}${separator}pageSize=200&pageToken=${page}`);
      yield* answer[items] as Json[];
      page = (answer['nextPageToken'] as string | undefined) ?? '';
    } while (page !== '');
  }

  /** Throws with the request and the answer where it was refused. */
  private async call(as: string, path: string, init: Sent): Promise<Json> {
    const headers = { authorization: `Bearer ${await this.token(as)}`, accept: 'application/json', ...init.headers };
    for (let tried = 1; ; tried += 1) {
      const response = await fetch(this.doors.gateway + path, { ...init, headers });
      if (response.ok) return (await response.json()) as Json;
      if (!busy.has(response.status) || tried === tries) {
        throw new Error(`${init.method} ${path} as ${as}: ${String(response.status)} ${await response.text()}`);
      }
      await response.body?.cancel();
      await delay(pauseMs * tried);
    }
  }

  private token(login: string): Promise<string> {
    const known = this.tokens.get(login) ?? tokenFor(this.doors.issuer, login);
    this.tokens.set(login, known);
    return known;
  }
}
