import { describe, expect, it } from '@jest/globals';
import { DomainError } from '@doorstep/domain';
import { collectionOf, idOf, maskFields, pageSize, pageTokens, parseFilter, parseOrder } from './index.js';

const outcome = <T>(fn: () => T): T | string => {
  try {
    return fn();
  } catch (error) {
    if (error instanceof DomainError) return error.reason;
    throw error;
  }
};

describe('names', () => {
  it.each([
    ['needs/n1', 'n1'],
    ['resources/n1', 'NAME_MALFORMED'],
    ['needs/', 'NAME_MALFORMED'],
    ['needs/a/b', 'NAME_MALFORMED'],
    ['', 'NAME_MALFORMED'],
  ])('the id of the need %j is %s', (name, want) => {
    expect(outcome(() => idOf('needs', name))).toBe(want);
  });
  it('knows the collection', () => expect(collectionOf('matchRuns/r1')).toBe('matchRuns'));
});

describe('filters', () => {
  it.each([
    ['', []],
    ['  ', []],
    ['state = "LISTED"', [['state', 'LISTED']]],
    [
      'state=LISTED AND match_run = "matchRuns/r-1"',
      [
        ['state', 'LISTED'],
        ['match_run', 'matchRuns/r-1'],
      ],
    ],
    ['title = "say \\"AND\\" \\\\ go"', [['title', 'say "AND" \\ go']]],
    ['update_time >= 2025-03-04T08:00:00+08:00', [['update_time', '2025-03-04T08:00:00+08:00']]],
  ])('%j', (text, want) => {
    expect(parseFilter(text).map(({ field, value }) => [field, value])).toEqual(want);
  });
  it.each([
    'state',
    'state =',
    '= "x"',
    'state = "x',
    'state = "x" OR a = "b"',
    'state = "x" AND',
    'state != "x"',
    'state > "x"',
    'state => "x"',
    'state = "x" and a = "b"',
    'state = "x" AND state = "y"',
    '$where = "1"',
    'a.b = "1"',
    'state = "x"; drop',
  ])('refuses %j', (text) => {
    expect(outcome(() => parseFilter(text))).toBe('FILTER_MALFORMED');
  });
});

describe('the place of what is wrong with a filter', () => {
  it.each([
    ['state', 5],
    ['state = ', 8],
    ['  = "x"', 2],
    ['state = "x', 10],
    ['state = "a\\b"', 10],
    ['state = "x" OR a = "b"', 12],
    ['state = "x" AND', 15],
    ['state != "x"', 6],
    ['state = "x" AND  State = "y"', 17],
    ['state = "x" AND state = "y"', 16],
    ['a = "1" AND b.c = "2"', 13],
  ])('%j: %d', (text, place) => {
    expect(() => parseFilter(text)).toThrow(
      expect.objectContaining({ facts: expect.objectContaining({ place: String(place) }) }),
    );
  });
});

describe('orders', () => {
  it.each([
    ['create_time desc', { field: 'create_time', descending: true }],
    ['createTime desc', { field: 'create_time', descending: true }],
    ['code', { field: 'code', descending: false }],
    ['code asc', { field: 'code', descending: false }],
    ['code DESC', 'ORDER_MALFORMED'],
    ['a, b', 'ORDER_MALFORMED'],
    ['', 'ORDER_MALFORMED'],
  ])('%j', (text, want) => {
    expect(outcome(() => parseOrder(text))).toEqual(want);
  });
});

describe('pages', () => {
  const tokens = pageTokens(Buffer.from('key'));
  it.each([
    [0, 50],
    [-1, 50],
    [20, 20],
    [200, 200],
    [5000, 200],
  ])('asked %d, holds %d', (asked, want) => {
    expect(pageSize(asked)).toBe(want);
  });
  it('reads what it issued', () =>
    expect(tokens.read('needs|zhao', tokens.issue('needs|zhao', ['2025', 'n1']))).toEqual(['2025', 'n1']));
  it('begins without a token', () => expect(tokens.read('needs', '')).toBeUndefined());
  it.each([
    ['of another list', 'resources|zhao', (token: string) => token],
    ['of another caller', 'needs|qian', (token: string) => token],
    ['changed', 'needs|zhao', (token: string) => `${token.slice(0, -2)}AA`],
    ['cut', 'needs|zhao', (token: string) => token.slice(0, 8)],
    ['made up', 'needs|zhao', () => 'bm9uc2Vuc2U'],
  ])('refuses a token %s', (_, binding, change) => {
    expect(outcome(() => tokens.read(binding, change(tokens.issue('needs|zhao', ['2025', 'n1']))))).toBe(
      'PAGE_TOKEN_FOREIGN',
    );
  });
  it('refuses a token of another installation', () => {
    expect(outcome(() => pageTokens(Buffer.from('other')).read('needs', tokens.issue('needs', [1])))).toBe(
      'PAGE_TOKEN_FOREIGN',
    );
  });
});

describe('masks', () => {
  it.each([
    [[], ['title', 'openFrom']],
    [['*'], ['title', 'openFrom']],
    [['open_from'], ['openFrom']],
    [
      ['openFrom', 'title'],
      ['openFrom', 'title'],
    ],
    [['state'], 'MASK_UNKNOWN_FIELD'],
    [['title.x'], 'MASK_UNKNOWN_FIELD'],
  ])('%j', (mask, want) => {
    expect(outcome(() => maskFields(mask, ['title', 'openFrom']))).toEqual(want);
  });
});
