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
  return chunked !== undefined || (length !== undefined && length !== '0');
}

/**
 * The JSON that a request carries, which `hasBody`; `undefined` where it is empty. Throws BODY_UNEXPECTED, MEDIA_TYPE_UNSUPPORTED,
 * BODY_TOO_LARGE, BODY_INTERRUPTED or what is wrong with the JSON.
 */
export async function bodyOf(request: IncomingMessage, route: Route): Promise<JsonValue | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > mostBytes) throw tooLarge();
  if (route.body === '') throw refuse('BODY_UNEXPECTED', { headers: { connection: 'close' } });
  checkMediaType(request, route);
  const bytes = await read(request);
  return bytes.length === 0 ? undefined : parseStrictly(bytes);
}

/** Media types that a route takes. */
export const mediaTypesOf = ({ effect }: Pick<Route, 'effect'>): string[] =>
  effect === 'update' ? ['application/merge-patch+json', 'application/json'] : ['application/json'];

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

function read(request: IncomingMessage): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const chunks: Buffer[] = [];
  let size = 0;
  request.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size <= mostBytes) return void chunks.push(chunk);
    request.pause();
    reject(tooLarge());
  });
  request.once('end', () => resolve(Buffer.concat(chunks)));
  const interrupted = (): void => reject(refuse('BODY_INTERRUPTED', { headers: { connection: 'close' } }));
  const late = setTimeout(interrupted, withinMs);
  for (const event of ['error', 'close']) request.once(event, interrupted);
  return promise.finally(() => clearTimeout(late));
}

/** The rest of such a body is not worth reading, so the connection ends with the answer. */
const tooLarge = () =>
  refuse('BODY_TOO_LARGE', { facts: { most_bytes: String(mostBytes) }, headers: { connection: 'close' } });
