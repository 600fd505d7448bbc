/** Bytes of JSON as they are made: one buffer that grows and is used again and again; answers are copied out of it. */
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
  // A loop is faster than a call into the runtime for the few bytes of a key.
  for (let i = 0; i < source.length; i += 1) bytes[length++] = source[i] as number;
}

/** ASCII text that needs no escaping: numbers, base64. */
export function ascii(text: string): void {
  room(text.length);
  length += bytes.write(text, length, 'latin1');
}

/** UTF-8 text out of a message, as a JSON string. */
export function text(source: Uint8Array, start: number, end: number): void {
  room((end - start) * worst + 2);
  bytes[length++] = quote;
  for (let i = start; i < end; i += 1) {
    const byte = source[i] as number;
    if (byte >= space && byte !== quote && byte !== backslash) bytes[length++] = byte;
    else escape(byte);
  }
  bytes[length++] = quote;
}

function escape(byte: number): void {
  const letter = byte === quote || byte === backslash ? String.fromCharCode(byte) : letters[byte];
  const code = letter ?? `u00${hex[byte >> 4] ?? ''}${hex[byte & 15] ?? ''}`;
  bytes[length++] = backslash;
  length += bytes.write(code, length, 'latin1');
}

/** A number of fixed width with leading zeros. */
export function digits(value: number, width: number): void {
  room(width);
  let rest = value;
  for (let at = length + width - 1; at >= length; at -= 1) {
    bytes[at] = 48 + (rest % 10);
    rest = Math.floor(rest / 10);
  }
  length += width;
}
