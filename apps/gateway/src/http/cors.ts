import type { IncomingMessage } from 'node:http';
import { header } from '../request/headers.js';

/** Headers that the gateway reads and a page may not send unasked. */
export const asked =
  'authorization, content-type, content-digest, content-disposition, if-match, if-none-match, idempotency-key, x-purpose, x-on-behalf-of, x-reason, traceparent';
/** Headers that the gateway answers and a page is not shown unasked. */
export const shown =
  'etag, location, content-disposition, retry-after, ratelimit, ratelimit-policy, x-trace-id, allow, accept, www-authenticate';

/** Headers for pages of the origins that the operator named; none for any other, and none by default. */
export function corsHeaders(
  { headers, method }: IncomingMessage,
  origins: readonly string[],
): Readonly<Record<string, string>> {
  const origin = header(headers, 'origin');
  if (!origins.includes(origin)) return {};
  const always = { 'access-control-allow-origin': origin, 'access-control-expose-headers': shown, vary: 'Origin' };
  if (method !== 'OPTIONS') return always;
  return {
    ...always,
    'access-control-allow-methods': 'GET, HEAD, POST, PUT, PATCH, DELETE',
    'access-control-allow-headers': asked,
    'access-control-max-age': '600',
  };
}
