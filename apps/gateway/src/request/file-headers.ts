import type { IncomingHttpHeaders } from 'node:http';
import { refuse } from '../problem/refusals.js';
import { header } from './headers.js';

/**
 * What headers say of the file that a request carries, by the fields that they fill: `mediaType` from `Content-Type`,
 * `sha256` from `Content-Digest` (RFC 9530), `fileName` from `Content-Disposition` (RFC 6266). Throws HEADER_MALFORMED.
 */
export const fileHeaders = (headers: IncomingHttpHeaders): readonly (readonly [string, string | undefined])[] => [
  ['mediaType', header(headers, 'content-type').split(';')[0]?.trim().toLowerCase() || undefined],
  ['sha256', digestIn(header(headers, 'content-digest'))],
  ['fileName', nameIn(header(headers, 'content-disposition'))],
];

/** The digest in hex; undefined where the header is absent or knows other algorithms only. */
function digestIn(value: string): string | undefined {
  if (value === '' || !/(^|,)\s*sha-256=/.test(value)) return undefined;
  const [, base64] = /(?:^|,)\s*sha-256=:([A-Za-z0-9+/]{43}=):/.exec(value) ?? [];
  if (base64 === undefined) throw refuse('HEADER_MALFORMED', { facts: { header: 'content-digest' } });
  return Buffer.from(base64, 'base64').toString('hex');
}

function nameIn(value: string): string | undefined {
  const [, encoded, quoted, bare] =
    /filename\*=UTF-8''([^;\s]+)/i.exec(value) ?? /filename=()(?:"((?:[^"\\]|\\.)*)"|([^;\s]+))/i.exec(value) ?? [];
  try {
    return encoded ? decodeURIComponent(encoded) : (quoted?.replace(/\\(.)/g, '$1') ?? bare);
  } catch {
    throw refuse('HEADER_MALFORMED', { facts: { header: 'content-disposition' } });
  }
}
