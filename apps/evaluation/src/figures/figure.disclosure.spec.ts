import { describe, expect, it } from '@jest/globals';
import { disclosed, isClosed, type Counted } from './figure.disclosure.js';

const today = '2025-05-10';
const year = { from: '2024-01-01', to: '2024-12-31', today };
const counted = (over: Partial<Counted> = {}): Counted => ({
  ...{ value: 12, numerator: 0, denominator: 0 },
  parts: [
    { dimension: 'division', key: '140930100', value: 8 },
    { dimension: 'division', key: '140930101', value: 4 },
    { dimension: 'division', key: '140930102', value: 0 },
  ],
  ...over,
});

describe('what is told of a figure', () => {
  it.each([
    { from: '2025-04-01', to: '2025-04-30', closed: true },
    { from: '2025-01-01', to: '2025-03-31', closed: true },
    { from: '2024-02-01', to: '2024-02-29', closed: true },
    { from: '2024-01-01', to: '2024-12-31', closed: true },
    { from: '', to: '2025-04-30', closed: true },
    { from: '2025-05-01', to: '2025-05-31', closed: false },
    { from: '2025-02-01', to: '2025-04-30', closed: false },
    { from: '2024-07-01', to: '2025-06-30', closed: false },
    { from: '2025-03-01', to: '2025-04-30', closed: false },
    { from: '2025-04-02', to: '2025-04-30', closed: false },
    { from: '2025-04-01', to: '2025-04-29', closed: false },
    { from: '', to: '2025-05-09', closed: false },
  ])('$from to $to is a period that is over: $closed', ({ from, to, closed }) => {
    expect(isClosed(from, to, today)).toBe(closed);
  });

  it('is everything where it is not sensitive', () => {
    const told = disclosed({}, counted({ value: 3 }), { from: '2025-05-01', to: today, today });
    expect(told).toMatchObject({ value: 3, withheld: false });
    expect(told.parts.map(({ value }) => value)).toEqual([8, 4, 0]);
  });

  it('is no small number of a sensitive one, in the whole or in a part', () => {
    const told = disclosed({ sensitive: true }, counted(), year);
    expect(told).toMatchObject({ value: 12, withheld: false });
    expect(told.parts.map(({ value, withheld }) => [value, withheld])).toEqual([
      [8, false],
      [0, true],
      [0, false],
    ]);
  });

  it.each([
    { what: 'four', over: { value: 4 }, period: year },
    { what: 'days that are not over', over: {}, period: { ...year, to: today } },
    { what: 'a share of three', over: { value: 3, numerator: 3, denominator: 100 }, period: year },
    { what: 'a share that leaves three', over: { value: 97, numerator: 97, denominator: 100 }, period: year },
  ])('is nothing of $what', ({ over, period }) => {
    const nothing = { value: 0, parts: [], numerator: 0, denominator: 0, withheld: true };
    expect(disclosed({ sensitive: true }, counted(over), period)).toEqual(nothing);
  });

  it('is a share of large numbers', () => {
    const share = { value: 90, numerator: 90, denominator: 100 };
    expect(disclosed({ sensitive: true }, counted(share), year)).toMatchObject({ ...share, withheld: false });
  });
});
