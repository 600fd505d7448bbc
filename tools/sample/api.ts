import { createHash } from 'node:crypto';
import { tokenFor } from '../identity/token.ts';

/** Where the platform is reached. */
export interface Doors {
  readonly gateway: string;
  readonly issuer: string;
}

export type Json = Readonly<Record<string, unknown>>;

/** The public API as one of the county's people uses it. */
export interface Api {
  get(as: string, path: string): Promise<Json>;
  /** @param story names the request, so that telling the story again changes nothing. */
  post(as: string, path: string, body: Json, story: string): Promise<Json>;
  /** Every item of a list, page by page. */
  all(as: string, path: string, items: string): AsyncGenerator<Json>;
}

const tries = 6;
const pauseMs = 250;
const busy = new Set([429, 502, 503, 504]);

/** An API client that signs in whom the story needs, and repeats what a busy platform put off. */
export function apiOf({ gateway, issuer }: Doors): Api {
  const tokens = new Map<string, Promise<string>>();
  const token = (login: string): Promise<string> => {
    const known = tokens.get(login) ?? tokenFor(issuer, login, 3_600);
    tokens.set(login, known);
    return known;
  };

  async function call(as: string, path: string, init: { method: string; body?: string; headers?: Record<string, string> }): Promise<Json> {
    const headers = { authorization: `Bearer ${await token(as)}`, accept: 'application/json', ...init.headers };
    for (let tried = 1; ; tried += 1) {
      const response = await fetch(gateway + path, { ...init, headers });
      if (response.ok) return (await response.json()) as Json;
      if (!busy.has(response.status) || tried === tries) {
        throw new Error(`${init.method} ${path} as ${as}: ${String(response.status)} ${await response.text()}`);
      }
      await response.body?.cancel();
      await new Promise((resolve) => setTimeout(resolve, pauseMs * tried));
    }
  }

  const get: Api['get'] = (as, path) => call(as, path, { method: 'GET' });
  return {
    get,
    post: (as, path, body, story) =>
      call(as, path, {
        method: 'POST',
        body: JSON.stringify(body),
        headers: {
          'content-type': 'application/json',
          'idempotency-key': createHash('sha256').update(story).digest('hex').slice(0, 32),
        },
      }),
    async *all(as, path, items) {
      for (let page = ''; ; ) {
        const separator = path.includes('?') ? '&' : '?';
        const answer = await get(as, `${path}${separator}pageSize=200&pageToken=${page}`);
        yield* answer[items] as Json[];
        page = String(answer['nextPageToken'] ?? '');
        if (page === '') return;
      }
    },
  };
}
