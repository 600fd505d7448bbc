/** A JSON object of the API. */
export type Json = Readonly<Record<string, unknown>>;

/** A record as the API shows it; nouns without a state have none. */
export interface Item extends Json {
  readonly name: string;
  readonly etag: string;
  readonly state: string;
  readonly division: string;
}

/** A problem document (RFC 9457) as the gateway writes it. */
export interface Problem {
  readonly status: number;
  readonly reason: string;
  readonly detail: string;
  readonly texts: { readonly zh: string; readonly en: string };
  readonly facts: Readonly<Record<string, string>>;
  readonly violations: readonly {
    readonly field: string;
    readonly rule: string;
    readonly zh: string;
    readonly en: string;
  }[];
}

/** What came back. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** The body as it came. */
  readonly text: string;
  /** The body as JSON; an empty object where there was none. */
  readonly body: Json;
  /** The body of a refusal. */
  readonly problem: Problem;
}

/** What is sent besides method and path; an object goes as JSON. */
export interface Sent {
  readonly body?: object | string | Uint8Array<ArrayBuffer>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The public API as somebody uses it. */
export interface Client {
  /** Sends `POST /v1/needs` and the like; whatever comes back is an answer. */
  ask(line: string, sent?: Sent): Promise<Answer>;
  /** The same where a refusal would be a surprise. Throws with the problem. */
  done(line: string, body?: object | Uint8Array<ArrayBuffer>, headers?: Sent['headers']): Promise<Item>;
  /** Every item of a list, page by page. */
  all(path: string, items: string): Promise<Item[]>;
}

/** An API client that says who calls. */
export function clientOf(gateway: string, token: () => Promise<string>): Client {
  const ask = async (line: string, { body, headers = {} }: Sent = {}): Promise<Answer> => {
    const [method = '', path = ''] = line.split(' ');
    const raw =
      typeof body === 'string' || body instanceof Uint8Array || body === undefined ? body : JSON.stringify(body);
    const authorization = `Bearer ${await token()}`;
    const typed = raw === undefined ? {} : { 'content-type': 'application/json' };
    const response = await fetch(gateway + path, {
      method,
      body: raw ?? null,
      headers: { authorization, ...typed, ...headers },
    });
    return answerOf(response, await response.text());
  };
  const done: Client['done'] = async (line, body, headers) => {
    const { status, text, body: answered } = await ask(line, { ...(body && { body }), ...(headers && { headers }) });
    if (status >= 400) throw new Error(`${line}: ${String(status)} ${text}`);
    return answered as Item;
  };
  return { ask, done, all: (path, items) => everything(done, path, items) };
}

function answerOf({ status, headers }: Response, text: string): Answer {
  const json: unknown = /json/.test(headers.get('content-type') ?? '') && text !== '' ? JSON.parse(text) : {};
  return { status, headers, text, body: json as Json, problem: json as Problem };
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
