import { describe, expect, it } from '@jest/globals';
import { Figure_Kind as Kind } from '@doorstep/contracts/evaluation/v1/figure.js';
import { outcome } from '@doorstep/testing';
import { interval, never, span, steps } from './figure.js';

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

  it.each([
    { of: never, want: [] },
    { of: { from: '2025-03-04', until: '' }, want: [{ day: '2025-03-04', n: 1 }] },
    {
      of: { from: '2025-03-04', until: '2025-05-01' },
      want: [
        { day: '2025-03-04', n: 1 },
        { day: '2025-05-01', n: -1 },
      ],
    },
  ])('moves the counters of its days', ({ of, want }) => expect(steps(of)).toEqual(want));
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
