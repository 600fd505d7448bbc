import { describe, expect, it } from '@jest/globals';
import { parseStrictly } from './strict.js';

const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);

describe('a body', () => {
  it.each([
    ['an object', '{"a":{"b":[1,"x",null,true]},"c":2}'],
    ['the same key in two objects', '[{"a":1},{"a":{"a":2}}]'],
    ['a value that looks like a key', '{"a":"b\\":","c":["a","a"]}'],
    ['brackets inside strings', '{"a":"}}]]{{[[","b":"\\\\"}'],
    ['64 levels', nested(64)],
    ['white space', ' { "a" \n\t: 1 } '],
    ['Chinese', '{"title":"助餐"}'],
  ])('with %s is read', (_, text) => {
    expect(parseStrictly(Buffer.from(text))).toEqual(JSON.parse(text));
  });

  it.each([
    ['nothing but a word', 'need', 'JSON_MALFORMED'],
    ['an open bracket', '{"a":1', 'JSON_MALFORMED'],
    ['a trailing comma', '{"a":1,}', 'JSON_MALFORMED'],
    ['NaN', '{"a":NaN}', 'JSON_MALFORMED'],
    ['a byte order mark', '\ufeff{}', 'JSON_MALFORMED'],
    ['a key twice', '{"a":1,"b":2,"a":1}', 'JSON_DUPLICATE_KEY'],
    ['a key twice, once escaped', '{"a":1,"\\u0061":2}', 'JSON_DUPLICATE_KEY'],
    ['a key twice, deep inside', '{"x":[{"y":{"a":1,"a":1}}]}', 'JSON_DUPLICATE_KEY'],
    ['65 levels', nested(65), 'JSON_TOO_DEEP'],
    ['100,000 levels', nested(100_000), 'JSON_TOO_DEEP'],
  ])('with %s is refused', (_, text, reason) => {
    expect(() => parseStrictly(Buffer.from(text))).toThrow(reason);
  });

  it.each([
    ['a lone continuation byte', [0x22, 0x80, 0x22]],
    ['an overlong slash', [0x22, 0xc0, 0xaf, 0x22]],
    ['half a surrogate pair', [0x22, 0xed, 0xa0, 0x80, 0x22]],
    ['a cut character', [0x22, 0xe5, 0x8a, 0x22]],
  ])('that holds %s is not UTF-8', (_, bytes) => {
    expect(() => parseStrictly(Buffer.from(bytes))).toThrow('UTF8_BROKEN');
  });
});
