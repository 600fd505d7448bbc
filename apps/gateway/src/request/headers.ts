import type { IncomingHttpHeaders } from 'node:http';
import { refuse } from '../problem/refusals.js';
import { utf8In } from './parameters.js';

/** Value of a header that comes once; empty where it does not come. */
export function header(headers: IncomingHttpHeaders, name: string): string {
  const value = headers[name];
  return typeof value === 'string' ? value.trim() : '';
}

/** As many versions as `etag` of the contract has room for. */
const mostTags = 9;

/**
 * The versions that `If-Match` names, joined by commas, with or without quotes; empty for `*`, which means whatever
 * version there is; `undefined` where the header is absent. A weak tag counts as the version that it names: behind a proxy
 * that compresses every tag is weak, and a version of ours changes with every change of its record.
 * Throws ETAG_MALFORMED.
 */
export function ifMatch(headers: IncomingHttpHeaders): string | undefined {
  const value = given(headers, 'if-match', 'ETAG_MALFORMED');
  if (value === '') return undefined;
  if (value === '*') return '';
  const tags = value.split(',').filter((tag) => tag.trim() !== '');
  if (tags.length === 0 || tags.length > mostTags) return raise('ETAG_MALFORMED', 'If-Match');
  return [...new Set(tags.map((tag) => versionIn(tag.trim())))].join(',');
}

function versionIn(tag: string): string {
  const [, quoted, bare] = /^(?:W\/)?(?:"([^",\s]{1,40})"|([^",\s/]{1,40}))$/.exec(tag) ?? [];
  const version = quoted ?? bare ?? raise('ETAG_MALFORMED', 'If-Match');
  return version.endsWith(personalMark) ? version.slice(0, -personalMark.length) : version;
}

/** What the tag of a view with personal fields ends with: it is another representation than the plain one. */
export const personalMark = '+personal';

/** The key that makes a repeat of this request have one effect; `undefined` where absent. Throws HEADER_MALFORMED. Source: the IETF draft idempotency-key-header. */
export function idempotencyKey(headers: IncomingHttpHeaders): string | undefined {
  const value = given(headers, 'idempotency-key');
  if (value === '') return undefined;
  return value.replace(/^"(.*)"$/, '$1') || raise('HEADER_MALFORMED', 'idempotency-key');
}

/**
 * Value of a header that decides what a call does; empty where it does not come. One that comes empty is a mistake of its
 * sender, whose call would mean something else than was wanted. Throws HEADER_MALFORMED, or the reason given.
 */
function given(headers: IncomingHttpHeaders, name: string, reason: MalformedReason = 'HEADER_MALFORMED'): string {
  const value = header(headers, name);
  return value === '' && headers[name] !== undefined ? raise(reason, name) : value;
}

/** A header that must be of a kind where it comes; empty where it does not. Throws HEADER_MALFORMED. */
export function shaped(headers: IncomingHttpHeaders, name: string, is: (text: string) => boolean): string {
  const value = given(headers, name);
  return value === '' || is(value) ? value : raise('HEADER_MALFORMED', name);
}

/**
 * The header `X-Reason`, percent-encoded UTF-8: why, in words, where the body is a resource and leaves no room for it.
 * Such words may name a person, and so never stand in a URL. Throws HEADER_MALFORMED.
 */
export function reasonOf(headers: IncomingHttpHeaders): string | undefined {
  const value = header(headers, 'x-reason');
  if (value === '') return undefined;
  try {
    return decodeURIComponent(utf8In(value) ?? raise('HEADER_MALFORMED', 'x-reason'));
  } catch {
    return raise('HEADER_MALFORMED', 'x-reason');
  }
}

type MalformedReason = 'ETAG_MALFORMED' | 'HEADER_MALFORMED';
const raise = (reason: MalformedReason, name: string): never => {
  throw refuse(reason, { facts: { header: name } });
};
