import type { Facts } from '@doorstep/domain';

/** Where a character of a text stands, as editors count: lines and columns from 1. */
export function placeIn(text: string, at: number): Facts {
  const before = text.slice(0, at);
  const line = before.split('\n').length;
  return { line: String(line), column: String(at - before.lastIndexOf('\n')) };
}

/** The first character of a text that stands for broken bytes, and not for the U+FFFD that somebody wrote. */
export function brokenAt(bytes: Buffer, text: string): number {
  let offset = 0;
  for (let from = 0, at = text.indexOf(lost); at !== -1; from = at, at = text.indexOf(lost, at + 1)) {
    offset += Buffer.byteLength(text.slice(from, at));
    if (!bytes.subarray(offset, offset + 3).equals(lostBytes)) return at;
  }
  return text.length;
}
const lost = '\ufffd';
const lostBytes = Buffer.from(lost);

const blanks = /[ \t\n\r]*/y;
const scalar = /(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.+-])/y;
const piece = /[^"\\\0-\x1f]+|\\(?:["\\/bfnrt]|u[\da-fA-F]{4})/y;

/** What may come next. */
type Awaited = 'value' | 'value or ]' | 'key' | 'key or }' | ':' | ', or end';

/**
 * Where a text that is no JSON stops being some; the length of the text where only more is missing. It goes through the
 * text without calling itself, however deep that is nested. Source: RFC 8259.
 */
export function faultIn(text: string): number {
  const open: string[] = [];
  let awaited: Awaited = 'value';
  for (let at = matched(blanks, text, 0); at < text.length; at = matched(blanks, text, at)) {
    const c = text.charAt(at);
    const next = after(awaited, c, open);
    if (next === undefined) return at;
    const end = next === 'scalar' ? scalarEnd(text, at) : at + 1;
    if (end < 0) return -end - 1;
    awaited = next !== 'scalar' ? next : awaited.startsWith('key') ? ':' : ', or end';
    at = end;
  }
  return text.length;
}

/** What may come after a character that is looked for; `scalar` where a text, a number or a word begins; undefined where it may not stand. */
function after(awaited: Awaited, c: string, open: string[]): Awaited | 'scalar' | undefined {
  if (awaited.startsWith('key')) {
    if (c === '"') return 'scalar';
    return awaited === 'key or }' && c === '}' ? closed(open, '{') : undefined;
  }
  if (awaited === ':') return c === ':' ? 'value' : undefined;
  if (awaited === ', or end') {
    if (c === ',' && open.length > 0) return open.at(-1) === '{' ? 'key' : 'value';
    return c === '}' || c === ']' ? closed(open, c === '}' ? '{' : '[') : undefined;
  }
  if (c === '{' || c === '[') {
    open.push(c);
    return c === '{' ? 'key or }' : 'value or ]';
  }
  return awaited === 'value or ]' && c === ']' ? closed(open, '[') : 'scalar';
}

function closed(open: string[], by: string): Awaited | undefined {
  if (open.at(-1) !== by) return undefined;
  open.pop();
  return ', or end';
}

/** Index behind what begins here; where it is none, that of its fault, as a number below zero: -1 for 0. */
function scalarEnd(text: string, start: number): number {
  if (text[start] !== '"') {
    const end = matched(scalar, text, start);
    return end === start ? -start - 1 : end;
  }
  let at = start + 1;
  for (let end = matched(piece, text, at); end > at; end = matched(piece, text, at)) at = end;
  return text[at] === '"' ? at + 1 : -at - 1;
}

/** Index behind what matches here; the same where nothing does. */
function matched(part: RegExp, text: string, at: number): number {
  part.lastIndex = at;
  return part.test(text) ? part.lastIndex : at;
}
