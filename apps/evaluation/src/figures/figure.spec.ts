import { describe, expect, it } from '@jest/globals';
import { Kind } from '@doorstep/contracts/figures/v1/kind.js';
import { outcome } from '@doorstep/testing';
import { fold, interval, never, percent, quartersWithin, span, steps } from './figure.js';

const counted = (day: string) => ({ counted: true, day });
const not = { counted: false, day: '' };

describe('interval', () => {
  it.each([
    {
      kind: Kind.FLOW,
      what: 'begins',
      before: never,
      row: counted('2025-03-04'),
      want: { from: '2025-03-04', until: '' },
    },
    { kind: Kind.FLOW, what: 'is taken back', before: { from: '2025-03-04', until: '' }, row: not, want: never },
    { kind: Kind.FLOW, what: 'never began', before: never, row: not, want: never },
    {
      kind: Kind.STOCK,
      what: 'begins',
      before: never,
      row: counted('2025-03-04'),
      want: { from: '2025-03-04', until: '' },
    },
    {
      kind: Kind.STOCK,
      what: 'ends',
      before: { from: '2025-03-04', until: '' },
      row: not,
      want: { from: '2025-03-04', until: '2025-09-01' },
    },
    {
      kind: Kind.STOCK,
      what: 'stays ended',
      before: { from: '2025-03-04', until: '2025-05-01' },
      row: not,
      want: { from: '2025-03-04', until: '2025-05-01' },
    },
    {
      kind: Kind.STOCK,
      what: 'begins again',
      before: { from: '2025-03-04', until: '2025-05-01' },
      row: counted('2025-09-01'),
      want: { from: '2025-09-01', until: '' },
    },
    { kind: Kind.STOCK, what: 'never began', before: never, row: not, want: never },
  ])('of a $kind that $what', ({ kind, before, row, want }) => {
    expect(interval(kind, before, row, '2025-09-01')).toEqual(want);
  });

  const [march, june] = [
    { from: '2025-03-04', until: '2025-05-01' },
    { from: '2025-06-01', until: '' },
  ];
  const up = (day: string, size = 0) => ({ day, n: 1, size });
  const down = (day: string) => ({ day, n: -1, size: 0 });
  it.each([
    { kind: Kind.FLOW, of: [never], want: [] },
    { kind: Kind.FLOW, of: [june], want: [up('2025-06-01')] },
    { kind: Kind.STOCK, of: [march], want: [up('2025-03-04'), down('2025-05-01')] },
    { kind: Kind.DISTINCT, of: [june, march], want: [up('2025-03-04'), down('2025-05-01'), up('2025-06-01')] },
    { kind: Kind.DISTINCT, of: [march, march, never], want: [up('2025-03-04'), down('2025-05-01')] },
    {
      kind: Kind.DISTINCT,
      of: [march, { from: '2025-04-01', until: '2025-07-01' }],
      want: [up('2025-03-04'), down('2025-07-01')],
    },
    { kind: Kind.DISTINCT, of: [{ from: '2025-01-01', until: '' }, march], want: [up('2025-01-01')] },
    {
      kind: Kind.DISTINCT,
      of: [march, { from: '2025-04-01', until: '2025-04-02' }],
      want: [up('2025-03-04'), down('2025-05-01')],
    },
    { kind: Kind.MEDIAN, of: [june, march, never], want: [up('2025-03-04', 2)] },
    { kind: Kind.MEDIAN, of: [never], want: [] },
  ])('of $of moves the day counters of a $kind', ({ kind, of, want }) => expect(steps(kind, of)).toEqual(want));
});

describe('fold', () => {
  const buckets = (sizes: Record<string, number>) => new Map(Object.entries(sizes));
  it.each<{ kind: Kind; of: Record<string, number>; quarters: string[]; want: number }>([
    { kind: Kind.FLOW, of: { '': 7 }, quarters: [], want: 7 },
    { kind: Kind.MEDIAN, of: {}, quarters: [], want: 0 },
    { kind: Kind.MEDIAN, of: { 4: 1 }, quarters: [], want: 4 },
    { kind: Kind.MEDIAN, of: { 3: 1, 4: 2, 5: 1 }, quarters: [], want: 4 },
    { kind: Kind.MEDIAN, of: { 10: 1, 2: 1 }, quarters: [], want: 2 },
    { kind: Kind.MINIMUM, of: { '2025-Q1': 3, '2025-Q2': 1 }, quarters: ['2025-Q1', '2025-Q2'], want: 1 },
    { kind: Kind.MINIMUM, of: { '2025-Q1': 3 }, quarters: ['2025-Q1', '2025-Q2'], want: 0 },
    { kind: Kind.MINIMUM, of: { '2025-Q1': 3 }, quarters: [], want: 0 },
  ])('of $of as a $kind: $want', ({ kind, of, quarters, want }) =>
    expect(fold(kind, buckets(of), quarters)).toBe(want),
  );

  it.each([
    { from: '2025-01-01', to: '2025-12-31', want: ['2025-Q1', '2025-Q2', '2025-Q3', '2025-Q4'] },
    { from: '2025-01-02', to: '2025-09-29', want: ['2025-Q2'] },
    { from: '2024-10-01', to: '2025-03-31', want: ['2024-Q4', '2025-Q1'] },
    { from: '9999-12-31', to: '2025-03-31', want: [] },
  ])('quarters from $from to $to', ({ from, to, want }) => expect(quartersWithin(from, to)).toEqual(want));

  it.each([
    { n: 72, of: 100, want: 72 },
    { n: 2, of: 3, want: 67 },
    { n: 0, of: 0, want: 0 },
  ])('$n of $of is $want %', ({ n, of, want }) => expect(percent(n, of)).toBe(want));
});

describe('span', () => {
  it.each([
    { kind: Kind.FLOW, from: '', want: { $lte: '2025-12-31' } },
    { kind: Kind.FLOW, from: '2025-01-01', want: { $gte: '2025-01-01', $lte: '2025-12-31' } },
    { kind: Kind.STOCK, from: '2025-01-01', want: { $lte: '2025-12-31' } },
  ])('of a $kind from "$from"', ({ kind, from, want }) => expect(span(kind, from, '2025-12-31')).toEqual(want));

  it('does not run backwards', () => {
    expect(outcome(() => ({ state: span(Kind.FLOW, '2026-01-01', '2025-12-31').$lte }))).toBe('PERIOD_REVERSED');
  });
});
