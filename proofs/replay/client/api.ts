import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { tokenFor } from '../../../tools/identity/token.ts';
import { travelling, type Json } from './requests.ts';

/** Where the platform is reached. */
export interface Doors {
  readonly gateway: string;
  readonly issuer: string;
}

/** An answer that was none of what a story expects. */
export class Refused extends Error {
  readonly reason: string;

  constructor(request: string, status: number, text: string) {
    super(`${request}: ${String(status)} ${text}`);
    this.reason = /"reason":"([A-Z_]+)"/.exec(text)?.[1] ?? '';
  }
}

/** How often a request is sent that the platform puts off, and how long we wait where it does not say. */
const [tries, pauseMs] = [60, 250];
const busy = new Set([429, 502, 503, 504]);
const unauthenticated = 401;

interface Sent {
  readonly method: string;
  readonly body?: string | Uint8Array<ArrayBuffer>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The public API as the county's people use it; signs in whom the story needs, repeats what a busy platform put off. */
export class Api {
  /** How many requests were answered. */
  requests = 0;
  private readonly tokens = new Map<string, Promise<string>>();
  private readonly doors: Doors;
  private readonly telling: string;

  /** @param telling tells one telling from another: the same story in another one is another request. */
  constructor(doors: Doors, telling = '') {
    this.doors = doors;
    this.telling = telling;
  }

  get(as: string, path: string): Promise<Json> {
    return this.call(as, path, { method: 'GET' });
  }

  /** @param story names the request, so that telling the story again changes nothing. */
  post(as: string, path: string, body: Json | Uint8Array<ArrayBuffer>, story: string): Promise<Json> {
    const key = createHash('sha256').update(`${this.telling} ${story}`).digest('hex').slice(0, 32);
    const { type, bytes } = travelling(body);
    const headers = { 'content-type': type, 'idempotency-key': key };
    return this.call(as, path, { method: 'POST', body: bytes, headers });
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

  /** Throws Refused with the request and the answer, and what the network says where nobody answers. */
  private async call(as: string, path: string, init: Sent): Promise<Json> {
    const request = `${init.method} ${path} as ${as}`;
    for (let tried = 1; ; tried += 1) {
      const response = await this.send(as, path, init).catch((error: unknown) => unanswered(request, error, tried));
      if (response?.ok === true) {
        this.requests += 1;
        return (await response.json()) as Json;
      }
      if (response?.status === unauthenticated && tried === 1) this.tokens.delete(as);
      else if (response !== undefined && (!busy.has(response.status) || tried === tries))
        throw new Refused(request, response.status, await response.text());
      await response?.body?.cancel();
      await delay(1000 * Number(response?.headers.get('retry-after') ?? 0) || pauseMs);
    }
  }

  private async send(as: string, path: string, init: Sent): Promise<Response> {
    const headers = { authorization: `Bearer ${await this.token(as)}`, accept: 'application/json', ...init.headers };
    return fetch(this.doors.gateway + path, { ...init, headers });
  }

  private token(login: string): Promise<string> {
    const known = this.tokens.get(login) ?? tokenFor(this.doors.issuer, login);
    this.tokens.set(login, known);
    known.catch(() => this.tokens.delete(login));
    return known;
  }
}

/** A connection that broke is tried again: every request carries a key, so that it has one effect. Throws the last failure. */
function unanswered(request: string, error: unknown, tried: number): undefined {
  const broken = error instanceof TypeError;
  if (broken && tried < tries) return undefined;
  const cause = broken && error.cause instanceof Error ? error.cause.message : '';
  throw new Error(`${request}: ${error instanceof Error ? error.message : String(error)} ${cause}`.trimEnd());
}
