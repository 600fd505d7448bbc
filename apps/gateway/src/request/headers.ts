import type { IncomingHttpHeaders } from 'node:http';
import { refuse } from '../problem/refusals.js';

/** Value of a header that comes once; empty where it does not come. */
export function header(headers: IncomingHttpHeaders, name: string): string {
  const value = headers[name];
  return typeof value === 'string' ? value.trim() : '';
}

/**
 * The version that `If-Match` names, with or without quotes; empty for `*`, which means whatever version there is;
 * `undefined` where the header is absent. Throws ETAG_MALFORMED for a weak tag or a list: no record has two versions.
 */
export function ifMatch(headers: IncomingHttpHeaders): string | undefined {
  const value = header(headers, 'if-match');
  if (value === '') return undefined;
  if (value === '*') return '';
  const [, quoted, bare] = /^(?:"([^",\s]+)"|([^",\s/]+))$/.exec(value) ?? [];
  return quoted ?? bare ?? raise('ETAG_MALFORMED', 'If-Match');
}

/** The key that makes a repeat of this request have one effect; `undefined` where absent. Source: the IETF draft idempotency-key-header. */
export function idempotencyKey(headers: IncomingHttpHeaders): string | undefined {
  const value = header(headers, 'idempotency-key');
  return value === '' ? undefined : value.replace(/^"(.*)"$/, '$1');
}

/** A header that must look a certain way where it comes; empty where it does not. Throws HEADER_MALFORMED. */
export function shaped(headers: IncomingHttpHeaders, name: string, pattern: RegExp): string {
  const value = header(headers, name);
  return value === '' || pattern.test(value) ? value : raise('HEADER_MALFORMED', name);
}

/**
 * The header `X-Reason`, percent-encoded UTF-8: why, in words, where the body is a resource and leaves no room for it.
 * Such words may name a person, and so never stand in a URL. Throws HEADER_MALFORMED.
 */
export function reasonOf(headers: IncomingHttpHeaders): string | undefined {
  const value = header(headers, 'x-reason');
  try {
    return value === '' ? undefined : decodeURIComponent(value);
  } catch {
    return raise('HEADER_MALFORMED', 'x-reason');
  }
}

const raise = (reason: 'ETAG_MALFORMED' | 'HEADER_MALFORMED', name: string): never => {
  throw refuse(reason, { facts: { header: name } });
};
