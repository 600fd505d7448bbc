/**
 * Bytes of JSON as they are made: one buffer that grows and is used again and again; answers are copied out of it. The
 * loops below hold buffer and place in variables of their own: V8 keeps those in registers, and a module's not.
 */
let bytes = Buffer.allocUnsafe(1 << 16);
let length = 0;

const [quote, backslash, space] = [34, 92, 32];
const hex = '0123456789abcdef';
/** What follows the backslash for control characters that have a letter. */
const letters: Readonly<Record<number, string>> = { 8: 'b', 9: 't', 10: 'n', 12: 'f', 13: 'r' };
/** The most bytes that one byte of text can become: `\u00xx`. */
const worst = 6;

/** Makes room for `n` more bytes. */
function room(n: number): void {
  if (length + n <= bytes.length) return;
  const larger = Buffer.allocUnsafe(Math.max(bytes.length * 2, length + n));
  bytes.copy(larger, 0, 0, length);
  bytes = larger;
}

export function begin(): void {
  length = 0;
}

/** What was made, as bytes of its own. */
export const made = (): Buffer => Buffer.copyBytesFrom(bytes, 0, length);

/** One ASCII character by its code. */
export function mark(code: number): void {
  room(1);
  bytes[length++] = code;
}

/** Bytes that were encoded before: keys, names of enum values. */
export function raw(source: Uint8Array): void {
  room(source.length);
  const to = bytes;
  let at = length;
  // A loop is faster than a call into the runtime for the few bytes of a key.
  for (let i = 0; i < source.length; i += 1) to[at++] = source[i] as number;
  length = at;
}

/** ASCII text that needs no escaping: numbers, base64. */
export function ascii(text: string): void {
  room(text.length);
  length += bytes.write(text, length, 'latin1');
}

/** UTF-8 text out of a message, as a JSON string. */
export function text(source: Uint8Array, start: number, end: number): void {
  room((end - start) * worst + 2);
  const to = bytes;
  let at = length;
  to[at++] = quote;
  for (let i = start; i < end; i += 1) {
    const byte = source[i] as number;
    if (byte >= space && byte !== quote && byte !== backslash) to[at++] = byte;
    else at = escape(byte, at);
  }
  to[at++] = quote;
  length = at;
}

function escape(byte: number, at: number): number {
  const letter = byte === quote || byte === backslash ? String.fromCharCode(byte) : letters[byte];
  const code = letter ?? `u00${hex[byte >> 4] ?? ''}${hex[byte & 15] ?? ''}`;
  bytes[at] = backslash;
  return at + 1 + bytes.write(code, at + 1, 'latin1');
}

/** Digits of 0 to 99, two each. */
const pairs = Buffer.from(Array.from({ length: 100 }, (_, i) => String(i).padStart(2, '0')).join(''));
const [letterT, colon, point, letterZ] = [84, 58, 46, 90];

/**
 * A quoted time of RFC 3339 with 0, 3, 6 or 9 digits of the second.
 * @param day its date as text. @param second of the day.
 */
export function clock(day: Uint8Array, second: number, nanos: number): void {
  room(day.length + 24);
  const to = bytes;
  let at = length;
  to[at++] = quote;
  for (let i = 0; i < day.length; i += 1) to[at++] = day[i] as number;
  to[at++] = letterT;
  at = pair(to, at, Math.trunc(second / 3_600));
  to[at++] = colon;
  at = pair(to, at, Math.trunc(second / 60) % 60);
  to[at++] = colon;
  at = pair(to, at, second % 60);
  if (nanos > 0) at = fraction(to, at, nanos);
  to[at++] = letterZ;
  to[at++] = quote;
  length = at;
}

function pair(to: Uint8Array, at: number, value: number): number {
  to[at] = pairs[2 * value] as number;
  to[at + 1] = pairs[2 * value + 1] as number;
  return at + 2;
}

function fraction(to: Uint8Array, at: number, nanos: number): number {
  const width = nanos % 1_000_000 === 0 ? 3 : nanos % 1_000 === 0 ? 6 : 9;
  to[at] = point;
  let rest = Math.trunc(nanos / 10 ** (9 - width));
  for (let i = at + width; i > at; i -= 1) {
    to[i] = 48 + (rest % 10);
    rest = Math.trunc(rest / 10);
  }
  return at + 1 + width;
}
