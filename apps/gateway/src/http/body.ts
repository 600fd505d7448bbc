import { MIMEType } from 'node:util';
import type { IncomingMessage } from 'node:http';
import type { JsonValue } from '@bufbuild/protobuf';
import type { Route } from '../contract/routes.js';
import { parseStrictly } from '../json/strict.js';
import { refuse } from '../problem/refusals.js';
import { header } from '../request/headers.js';

/** No body of ours is near it: files go their own way. */
const mostBytes = 1024 * 1024;
/** How long one may be under way. */
const withinMs = 30_000;

/** Whether a request says that a body follows. Source: RFC 9112, 6.3. */
export function hasBody({ headers }: IncomingMessage): boolean {
  const { 'content-length': length, 'transfer-encoding': chunked } = headers;
  return chunked !== undefined || Number(length ?? 0) > 0;
}

/**
 * The JSON that a request carries, which `hasBody`; `undefined` where it is empty. Throws BODY_UNEXPECTED, MEDIA_TYPE_UNSUPPORTED,
 * BODY_TOO_LARGE, BODY_INTERRUPTED, REQUEST_TOO_SLOW or what is wrong with the JSON.
 * @param goOn called when nothing is against the body, and before it is read.
 */
export async function bodyOf(
  request: IncomingMessage,
  route: Route,
  goOn = (): void => undefined,
): Promise<JsonValue | undefined> {
  const { 'content-length': length = 0, 'transfer-encoding': chunked } = request.headers;
  if (Number(length) > mostBytes) throw tooLarge();
  // Of a body in chunks nobody knows before its end that there is none; without bytes it is as if it had not come.
  const early = chunked === undefined;
  if (early) checkWanted(request, route);
  goOn();
  const bytes = await read(request, early ? undefined : () => checkWanted(request, route));
  return bytes.length === 0 ? undefined : parseStrictly(bytes);
}

/** Media types that a route takes. */
export const mediaTypesOf = ({ effect }: Pick<Route, 'effect'>): string[] =>
  effect === 'update' ? ['application/merge-patch+json', 'application/json'] : ['application/json'];

/** Throws BODY_UNEXPECTED or MEDIA_TYPE_UNSUPPORTED where a route does not take such a body. */
function checkWanted(request: IncomingMessage, route: Route): void {
  if (route.body === '')
    throw refuse('BODY_UNEXPECTED', { facts: { method: route.http }, headers: { connection: 'close' } });
  checkMediaType(request, route);
}

function checkMediaType(request: IncomingMessage, route: Route): void {
  const taken = mediaTypesOf(route);
  const encoding = header(request.headers, 'content-encoding');
  const type = parsed(header(request.headers, 'content-type'));
  const charset = type?.params.get('charset')?.toLowerCase() ?? 'utf-8';
  if (type && taken.includes(type.essence) && charset === 'utf-8' && (encoding === '' || encoding === 'identity'))
    return;
  throw refuse('MEDIA_TYPE_UNSUPPORTED', {
    facts: { accepted: taken.join(', ') },
    headers: { accept: taken.join(', ') },
  });
}

function parsed(type: string): MIMEType | undefined {
  try {
    return new MIMEType(type);
  } catch {
    return undefined;
  }
}

/** @param check throws where bytes are not wanted; asked when the first have come. */
function read(request: IncomingMessage, check = (): void => undefined): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const chunks: Buffer[] = [];
  let size = 0;
  const take = (chunk: Buffer): void => {
    if (size === 0) check();
    size += chunk.length;
    if (size > mostBytes) throw tooLarge();
    chunks.push(chunk);
  };
  request.on('data', (chunk: Buffer) => {
    try {
      take(chunk);
    } catch (error) {
      request.pause();
      reject(error);
    }
  });
  request.once('end', () => resolve(Buffer.concat(chunks)));
  const interrupted = (): void => reject(refuse('BODY_INTERRUPTED', { headers: { connection: 'close' } }));
  const late = setTimeout(() => reject(refuse('REQUEST_TOO_SLOW', { headers: { connection: 'close' } })), withinMs);
  for (const event of ['error', 'close']) request.once(event, interrupted);
  return promise.finally(() => clearTimeout(late));
}

/** The rest of such a body is not worth reading, so the connection ends with the answer. */
const tooLarge = () =>
  refuse('BODY_TOO_LARGE', { facts: { most_bytes: String(mostBytes) }, headers: { connection: 'close' } });
