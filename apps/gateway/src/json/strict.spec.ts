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

  it.each<[string, number, number]>([
    ['', 1, 1],
    ['need', 1, 1],
    ['{"a":1,}', 1, 8],
    ['{"a":1', 1, 7],
    ['{\n  "a": 1\n  "b": 2\n}', 3, 3],
    ['{"a":NaN}', 1, 6],
    ['[1,,2]', 1, 4],
    ['[1 2]', 1, 4],
    ['{"a" 1}', 1, 6],
    ['{a:1}', 1, 2],
    ['{"a":"x\ty"}', 1, 8],
    ['{"a":"\\x"}', 1, 7],
    ['{"a":01}', 1, 6],
    ['{"a":[1}', 1, 8],
    ['{} {}', 1, 4],
    ['[', 1, 2],
    ['{"a":tru}', 1, 6],
    [nested(5_000).slice(0, -1), 1, 10_000],
  ])('that is no JSON says where, and not what: %j', (text, line, column) => {
    expect(() => parseStrictly(Buffer.from(text))).toThrow(
      expect.objectContaining({ reason: 'JSON_MALFORMED', facts: { line: String(line), column: String(column) } }),
    );
  });

  it('with a key twice says which and where', () => {
    expect(() => parseStrictly(Buffer.from('{"a":{\n "b":1,\n "b":2}}'))).toThrow(
      expect.objectContaining({ facts: { key: 'b', line: '3', column: '2' } }),
    );
  });

  it('of broken bytes says where, whatever else looks like them', () => {
    const bytes = Buffer.concat([Buffer.from('{"a":"\ufffd\ufffd",\n"b":"居'), Buffer.from([0x80]), Buffer.from('"}')]);
    expect(() => parseStrictly(bytes)).toThrow(
      expect.objectContaining({ reason: 'UTF8_BROKEN', facts: { line: '2', column: '7' } }),
    );
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
