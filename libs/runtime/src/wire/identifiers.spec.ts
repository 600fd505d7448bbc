import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { holdsNumberOfPerson, isPersonId, isPurpose, mayHoldNumberOfPerson, traceparentIn } from './identifiers.js';

/** Numbers of nobody, in the forms in which people write them. */
const numbers = [
  '13912345678',
  'p13912345678',
  'tel-13912345678',
  'need_13912345678_1',
  '13912345678-a',
  '139-1234-5678',
  '8613912345678',
  'x-0350-1234567',
  '03501234567',
  '11010519491231002X',
  'id11010519491231002x',
  'resident-110105194912310021',
  'sfz110105194912310021a',
  '0f13912345678a',
  'a1-2b03501234567c',
  '9z110105194912310021z9',
  `${'0'.repeat(20)}a13912345678`,
];

describe('an identifier', () => {
  it.each(numbers)('that holds the number of a person is seen: %s', (text) => {
    expect(holdsNumberOfPerson(text)).toBe(true);
    expect(isPersonId(text)).toBe(false);
  });

  it.each([
    'clerk-7f3a',
    'u1',
    'import-2026-11-30',
    'order-202611301234',
    '550e8400-e29b-41d4-a716-a13912345678',
    '550e8400-e29b-41d4-a716-a13912345678-12',
    'a1b2c3d13912345678e5f6a7b8c9d0e1',
    '1732924800000',
    'snowflake-1734567890123456789',
  ])('that is none is left alone: %s', (text) => {
    expect(holdsNumberOfPerson(text)).toBe(false);
  });

  it('drawn by lot is never taken for one', () => {
    const hex = Array.from({ length: 5_000 }, (_, i) => createHash('md5').update(String(i)).digest('hex'));
    const longer = ['sha1', 'sha256'].map((name) => hex.map((one) => createHash(name).update(one).digest('hex')));
    const shorter = hex.map((one) => one.slice(0, 24));
    const drawn = [
      ...hex,
      ...longer.flat(),
      ...shorter,
      ...hex.map((one) => one.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')),
    ];
    expect(drawn.filter(holdsNumberOfPerson)).toEqual([]);
  });
});

describe('an id of a trace', () => {
  it.each([
    '4bf92f35abc13912345678def0e4736a',
    '4bf92f3551391234567829d0e0e4736a',
    `${'0'.repeat(21)}13912345678`,
    `13912345678${'0'.repeat(21)}`,
    `a11010519491231002${'1'.repeat(1)}${'0'.repeat(13)}`,
    `${'0'.repeat(20)}035012345670`,
    'abc03501234567de',
    '8613912345678000',
    '17329248000001391234567800000000',
  ])('that may hold the number of a person is seen: %s', (hex) => {
    expect(mayHoldNumberOfPerson(hex)).toBe(true);
  });

  it('drawn by lot seldom does', () => {
    const hex = Array.from({ length: 20_000 }, (_, i) => createHash('md5').update(String(i)).digest('hex'));
    const shareOf = (ids: readonly string[]): number => ids.filter(mayHoldNumberOfPerson).length / ids.length;
    expect(shareOf(hex)).toBeLessThan(1 / 60);
    expect(shareOf(hex.map((one) => one.slice(16)))).toBeLessThan(1 / 200);
    expect(mayHoldNumberOfPerson('4bf92f3577b34da6a3ce929d0e0e4736')).toBe(false);
  });
});

it.each([
  ['123456789', false],
  ['12345678X', false],
  ['张三', false],
  ['a b', false],
  ['', false],
  ['clerk_7', true],
])('%j is an id of a person: %s', (text, is) => {
  expect(isPersonId(text)).toBe(is);
});

it.each([
  ['call-back', true],
  ['audit-20261130', true],
  ['Because I want to', false],
  ['p13912345678', false],
  ['p-139-1234-5678', false],
  ['x', false],
])('%j is a purpose: %s', (text, is) => {
  expect(isPurpose(text)).toBe(is);
});

it.each([
  ['00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01', true],
  ['00-p13912345678-00f067aa0ba902b7-01', false],
  ['x-13912345678', false],
  ['', false],
])('%j is a trace context: %s', (text, is) => {
  expect(traceparentIn(text)).toBe(is ? text : '');
});
