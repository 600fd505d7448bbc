import type { IncomingHttpHeaders } from 'node:http';
import { holdsNumberOfPerson } from '@doorstep/runtime';
import { malformed, type Header } from './malformed.js';
import { utf8In } from './parameters.js';

/** Value of a header that comes once; empty where it does not come. */
export function header(headers: IncomingHttpHeaders, name: string): string {
  const value = headers[name];
  return typeof value === 'string' ? value.trim() : '';
}

/** As many versions as `etag` of the contract has room for. */
const mostTags = 9;

/**
 * The versions that `If-Match` names, joined by commas; empty for `*`, which means whatever version there is; `undefined`
 * where the header is absent. A weak tag counts as the version that it names: behind a proxy that compresses every tag is
 * weak, and a version of ours changes with every change of its record.
 * Throws ETAG_MALFORMED.
 */
export function ifMatch(headers: IncomingHttpHeaders): string | undefined {
  const value = given(headers, 'if-match', 'ETAG_MALFORMED');
  if (value === '') return undefined;
  if (value === '*') return '';
  const tags = value.split(',').filter((tag) => tag.trim() !== '');
  if (tags.length === 0 || tags.length > mostTags) throw malformed('if-match', { reason: 'ETAG_MALFORMED' });
  return [...new Set(tags.map((tag) => versionIn(tag.trim())))].join(',');
}

function versionIn(tag: string): string {
  const version = /^(?:W\/)?"([^",\s]{1,40})"$/.exec(tag)?.[1];
  if (version === undefined) throw malformed('if-match', { reason: 'ETAG_MALFORMED' });
  return version.endsWith(personalMark) ? version.slice(0, -personalMark.length) : version;
}

/** What the tag of a view with personal fields ends with: it is another representation than the plain one. */
export const personalMark = '+personal';

/** The key that makes a repeat of this request have one effect; `undefined` where absent. Throws HEADER_MALFORMED. Source: the IETF draft idempotency-key-header. */
export function idempotencyKey(headers: IncomingHttpHeaders): string | undefined {
  const value = given(headers, 'idempotency-key');
  if (value === '') return undefined;
  const key = value.replace(/^"(.*)"$/, '$1');
  if (!/^[\w-]{8,64}$/.test(key) || holdsNumberOfPerson(key)) throw malformed('idempotency-key');
  return key;
}

/**
 * Value of a header that decides what a call does; empty where it does not come. One that comes empty is a mistake of its
 * sender, whose call would mean something else than was wanted. Throws HEADER_MALFORMED, or the reason given.
 */
function given(headers: IncomingHttpHeaders, name: Header, reason?: 'ETAG_MALFORMED'): string {
  const value = header(headers, name);
  if (value === '' && headers[name] !== undefined) throw malformed(name, reason && { reason });
  return value;
}

/** A header that must be of a kind where it comes; empty where it does not. Throws HEADER_MALFORMED. */
export function shaped(headers: IncomingHttpHeaders, name: Header, is: (text: string) => boolean): string {
  const value = given(headers, name);
  if (value !== '' && !is(value)) throw malformed(name);
  return value;
}

/**
 * The header `X-Reason`, percent-encoded UTF-8: why, in words, where the body is a resource and leaves no room for it.
 * Such words may name a person, and so never stand in a URL. Throws HEADER_MALFORMED.
 */
export function reasonOf(headers: IncomingHttpHeaders): string | undefined {
  const value = header(headers, 'x-reason');
  if (value === '') return undefined;
  const reason = wordsIn(value);
  if (reason === undefined) throw malformed('x-reason');
  return reason;
}

function wordsIn(value: string): string | undefined {
  try {
    return decodeURIComponent(utf8In(value) ?? '%');
  } catch {
    return undefined;
  }
}
