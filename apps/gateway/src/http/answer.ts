import type { Route } from '../contract/routes.js';
import type { JsonOut } from '../json/out/json-out.js';
import { personalMark } from '../request/headers.js';
import { textIn } from '../json/out/peek.js';

/** What goes back to the client. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Empty where the status has none; piece by piece where it is long, with its length in the headers or open-ended. */
  readonly body: string | Buffer | AsyncGenerator<Uint8Array>;
  /** Whether it may hold personal fields: nobody may keep it, and it is not compressed. */
  readonly personal?: boolean;
}

/** Whether an answer has no body whatever happens. */
export const saysNothing = ({ method: { output } }: Pick<Route, 'method'>): boolean =>
  output.typeName === 'google.protobuf.Empty';

const json = { 'content-type': 'application/json; charset=utf-8' };

/**
 * A service's message as HTTP says it: 201 with `Location` for what was created, 204 where there is nothing to say,
 * 304 where the client has this version already.
 * A view with personal fields is another representation than the plain one, and has a tag of its own.
 * @param seen value of `If-None-Match`, empty where absent. @param personal whether a purpose was stated.
 */
export function answerOf(route: Route, bytes: Uint8Array, out: JsonOut, seen: string, personal: boolean): Answer {
  const { effect } = route;
  const { output } = route.method;
  if (saysNothing(route)) return { status: 204, headers: {}, body: '', personal };
  const etag = textIn(output, bytes, 'etag');
  const headers = etag === '' ? json : { ...json, etag: `"${etag}${personal ? personalMark : ''}"` };
  if (effect === 'read' && 'etag' in headers && names(seen, headers.etag))
    return { status: 304, headers, body: '', personal };
  const body = out.json(output, bytes);
  if (effect !== 'create') return { status: 200, headers, body, personal };
  return { status: 201, headers: { ...headers, location: `/v1/${textIn(output, bytes, 'name')}` }, body, personal };
}

/** Whether `If-None-Match` names this version; weak comparison, RFC 9110, 13.1.2. */
export const names = (seen: string, etag: string): boolean =>
  seen.split(',').some((tag) => tag.trim() === '*' || tag.trim().replace(/^W\//, '') === etag);
