import type { IncomingHttpHeaders } from 'node:http';
import { header } from './headers.js';
import { malformed } from './malformed.js';
import { extendedIn, parametersIn, utf8In } from './parameters.js';

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
  if (base64 === undefined) throw malformed('content-digest');
  return Buffer.from(base64, 'base64').toString('hex');
}

/**
 * The extended form goes before the plain one; browsers and scripts send the plain one in UTF-8, whatever the RFC says.
 * Of a path, its last part is the name. Source: RFC 6266, 4.3.
 */
function nameIn(value: string): string | undefined {
  const parameters = parametersIn(value);
  const [extended, plain] = [parameters.get('filename*'), parameters.get('filename')];
  if (extended === undefined && plain === undefined) return undefined;
  const name = (extended && extendedIn(extended)) ?? (plain && utf8In(plain));
  if (name === undefined) throw malformed('content-disposition');
  return name.split(/[/\\]/).at(-1);
}
