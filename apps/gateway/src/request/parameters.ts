import { isUtf8 } from 'node:buffer';

const token = /\s*([!#$%&'*+.^`|~\w-]+)\s*=\s*/y;
const quoted = /"((?:[^"\\]|\\.)*)"/y;
const bare = /[^;\s"][^;\s]*/y;
const next = /[^;"]*(?:;|$)/y;

/**
 * Parameters of a header as `attachment; filename="a; b.png"; filename*=UTF-8''a.png`, by their names in lower case; the
 * first of a name counts. What is no parameter is passed over. Source: RFC 9110, 5.6.6; RFC 6266, 4.1.
 */
export function parametersIn(value: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (let at = value.indexOf(';') + 1; at > 0 && at < value.length;) {
    const name = taken(token, value, at);
    at += name?.[0].length ?? 0;
    const text = name && (taken(quoted, value, at) ?? taken(bare, value, at));
    at += text?.[0].length ?? 0;
    const key = name?.[1]?.toLowerCase();
    if (key !== undefined && text && !found.has(key))
      found.set(key, text[1] === undefined ? text[0] : text[1].replace(/\\(.)/g, '$1'));
    const rest = taken(next, value, at);
    if (rest === undefined || rest[0] === '') return found;
    at += rest[0].length;
  }
  return found;
}

function taken(pattern: RegExp, text: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text) ?? undefined;
}

/** The text of a header that a client wrote in UTF-8, which Node hands over byte by byte; undefined where it is none. */
export function utf8In(value: string): string | undefined {
  const bytes = Buffer.from(value, 'latin1');
  return isUtf8(bytes) ? bytes.toString('utf8') : undefined;
}

/** The text of an extended value, `utf-8'zh'%E5%B1%85.png`; undefined where it is none of ours. Source: RFC 8187, 3.2.1. */
export function extendedIn(value: string): string | undefined {
  const [, charset = '', encoded = ''] = /^(utf-8|iso-8859-1)'[\w-]*'(.*)$/i.exec(value) ?? [];
  try {
    if (charset.toLowerCase() === 'utf-8') return decodeURIComponent(encoded);
    return charset === '' ? undefined : unescape(encoded);
  } catch {
    return undefined;
  }
}

/** Percent-encoded bytes as ISO 8859-1. */
const unescape = (encoded: string): string =>
  encoded.replace(/%([\da-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
