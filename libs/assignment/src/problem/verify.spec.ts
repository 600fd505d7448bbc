import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { auction } from '../solve/auction.js';
import { Augmenter } from '../solve/augment.js';
import { Market } from '../market/market.js';
import { anyProblem, fromRows } from './problem.example.js';
import { solutionOf, solve } from '../solve/solve.js';
import { verify } from './verify.js';

// Two needs and two places; the best is 9 + 7, and the prices 2 and 0 prove it.
const problem = fromRows(
  [1, 1],
  [
    [
      [0, 9],
      [1, 6],
    ],
    [
      [0, 9],
      [1, 7],
    ],
  ],
);
const right = { chosen: Int32Array.of(0, 3), price: Int32Array.of(2, 0), objective: 16 };

describe('verify', () => {
  it('accepts what is right', () => {
    expect(verify(problem, right)).toEqual({ feasible: true, objective: 16, bound: 16, gap: 0, fault: undefined });
  });

  it('accepts the worked example of docs/matching.md', () => {
    const rows = [
      [
        [0, 90],
        [1, 60],
      ],
      [
        [0, 85],
        [1, 80],
      ],
      [[0, 30]],
    ] as const;
    const claim = { chosen: Int32Array.of(0, 3, -1), price: Int32Array.of(60, 55), objective: 170 };
    expect(verify(fromRows([1, 1], rows), claim)).toMatchObject({ bound: 170, gap: 0, fault: undefined });
  });

  it.each([
    { what: 'a worse assignment', over: { chosen: Int32Array.of(1, 2), objective: 15 }, want: 'the gap is 1' },
    { what: 'prices too high', over: { price: Int32Array.of(5, 0) }, want: 'the gap is 2' },
    { what: 'prices too low', over: { price: Int32Array.of(0, 0) }, want: 'the gap is 2' },
    { what: 'a negative price', over: { price: Int32Array.of(2, -1) }, want: 'the price of resource 1 is -1' },
    { what: 'a price missing', over: { price: Int32Array.of(2) }, want: 'the price of resource 1 is NaN' },
    { what: 'a sum that is wrong', over: { objective: 17 }, want: 'it is worth 16, not 17' },
    {
      what: 'one place given twice',
      over: { chosen: Int32Array.of(0, 2), objective: 18 },
      want: 'resource 0 gives more',
    },
    { what: "another need's candidate", over: { chosen: Int32Array.of(2, 3) }, want: 'unit 0 takes what' },
    { what: 'a unit too few', over: { chosen: Int32Array.of(0) }, want: 'unit 1 takes what' },
    { what: 'a unit too many', over: { chosen: Int32Array.of(0, 3, -1) }, want: '3 units are placed' },
  ])('refuses $what', ({ over, want }) => {
    const { fault } = verify(problem, { ...right, ...over });
    expect(fault).toContain(want);
  });

  // The solver broken on purpose: each half of the exact finish left out is caught on some small problem.
  const withoutReverse = (market: Market): void => {
    auction(market, () => undefined);
    const augmenter = new Augmenter(market);
    const unsettled = Array.from({ length: market.units }, (_, unit) => unit).filter(
      (unit) => !augmenter.content(unit),
    );
    unsettled.forEach((unit) => market.drop(unit));
    unsettled.forEach((unit) => augmenter.seat(unit));
  };

  it.each([
    { what: 'the reverse, which sells what is left at a price', broken: withoutReverse },
    { what: 'the exact finish after the auction', broken: (market: Market) => void auction(market, () => undefined) },
    { what: 'the auction and the finish', broken: () => undefined },
  ])('catches a solver without $what', ({ broken }) => {
    const faults = fc.sample(anyProblem({ needs: 8, top: 50 }), { seed: 4, numRuns: 200 }).filter((sample) => {
      const market = new Market(sample);
      broken(market);
      return verify(sample, solutionOf(market)).fault !== undefined;
    });
    expect(faults.length).toBeGreaterThan(10);
  });

  it('catches any price that is off', () => {
    fc.assert(
      fc.property(anyProblem({ top: 50 }), fc.nat(3), fc.integer({ min: 1, max: 5 }), (sample, at, off) => {
        const { price, ...solution } = solve(sample);
        const spoilt = price.slice();
        spoilt[at] = (spoilt[at] ?? 0) + off;
        const { gap } = verify(sample, { ...solution, price: spoilt });
        expect(gap).toBeGreaterThanOrEqual(0);
      }),
      { seed: 4, numRuns: 200 },
    );
  });
});
