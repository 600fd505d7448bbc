import { isUtf8 } from 'node:buffer';
import type { JsonValue } from '@bufbuild/protobuf';
import { refuse } from '../problem/refusals.js';
import { brokenAt, faultIn, placeIn } from './fault.js';

const deepest = 64;

/**
 * Parses a body, refusing what JSON.parse lets through: broken UTF-8, a key given twice, and nesting so deep that a
 * walk of ours would not come back. Each says where, and none what stands there. Throws UTF8_BROKEN, JSON_MALFORMED, JSON_TOO_DEEP, JSON_DUPLICATE_KEY.
 */
export function parseStrictly(body: Buffer): JsonValue {
  const text = body.toString('utf8');
  if (!isUtf8(body)) throw refuse('UTF8_BROKEN', { facts: placeIn(text, brokenAt(body, text)) });
  const value = parsed(text);
  checkShape(text);
  return value;
}

function parsed(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    // Without V8's message, which quotes the body, and seldom says where.
    throw refuse('JSON_MALFORMED', { facts: placeIn(text, faultIn(text)) });
  }
}

/** Goes through text already known to be JSON; a list has no set of keys. */
function checkShape(text: string): void {
  const open: (Set<string> | undefined)[] = [];
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (c === '{' || c === '[') {
      if (open.push(c === '{' ? new Set() : undefined) > deepest)
        throw refuse('JSON_TOO_DEEP', { facts: { deepest: String(deepest) } });
    } else if (c === '}' || c === ']') {
      open.pop();
    } else if (c === '"') {
      const end = endOfString(text, i);
      const key = isKey(text, end) ? (JSON.parse(text.slice(i, end)) as string) : undefined;
      if (key !== undefined && open.at(-1)?.has(key))
        throw refuse('JSON_DUPLICATE_KEY', { facts: { key, ...placeIn(text, i) } });
      if (key !== undefined) open.at(-1)?.add(key);
      i = end - 1;
    }
  }
}

/** Index behind the closing quote of the string that opens at `start`. */
function endOfString(text: string, start: number): number {
  let i = start + 1;
  while (text[i] !== '"') i += text[i] === '\\' ? 2 : 1;
  return i + 1;
}

function isKey(text: string, from: number): boolean {
  let i = from;
  while (text[i] === ' ' || text[i] === '\n' || text[i] === '\r' || text[i] === '\t') i++;
  return text[i] === ':';
}
