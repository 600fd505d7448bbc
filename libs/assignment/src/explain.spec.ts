import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Matching } from './matching.js';
import { anyProblem, fromRows } from './problem/problem.example.js';
import type { Problem } from './problem/problem.js';
import { solve } from './solve/solve.js';

/** The best that a problem is worth, with one pair's score changed, or without the pair. */
function worth(
  problem: Problem,
  need: number,
  resource: number,
  change: (score: number) => number | undefined,
): number {
  const rows = Array.from({ length: problem.quantity.length }, (_, i) => {
    const row: [number, number][] = [];
    for (let edge = problem.rowStart[i] ?? 0; edge < (problem.rowStart[i + 1] ?? 0); edge++) {
      const [to, score] = [problem.column[edge] ?? 0, problem.score[edge] ?? 0];
      const changed = i === need && to === resource ? change(score) : score;
      if (changed !== undefined) row.push([to, changed]);
    }
    return row;
  });
  const { quantity, penalty } = problem;
  return solve(fromRows([...problem.capacity], rows, { quantity: [...quantity], penalty: [...penalty] })).objective;
}

describe('explain', () => {
  it('is true when tried', () => {
    let tried = 0;
    fc.assert(
      fc.property(anyProblem({ top: 20, needs: 7, quantity: 2 }), fc.nat(40), (problem, pick) => {
        const edge = pick % Math.max(1, problem.column.length);
        const need = problem.rowStart.findLastIndex((start) => start <= edge);
        const resource = problem.column[edge];
        if (resource === undefined) return;
        const { why, raise, oneMore } = new Matching(problem).explain(need, resource);
        const with_ = (by: number, of = problem) => worth(of, need, resource, (score) => score + by);
        const without = (of = problem) => worth(of, need, resource, () => undefined);
        if (why === 'chosen' || why === 'no_candidate') return;
        tried++;
        if (raise === undefined) expect(with_(1_000)).toBe(without());
        else {
          expect(with_(raise)).toBeGreaterThan(without());
          expect(with_(raise - 1)).toBe(without());
        }
        const capacity = problem.capacity.map((count, j) => (j === resource ? count + 1 : count));
        const larger = { ...problem, capacity };
        expect(oneMore).toBe(with_(0, larger) > without(larger));
      }),
      { seed: 4, numRuns: 1_500 },
    );
    expect(tried).toBeGreaterThan(400);
  });

  // One place at the first resource, wanted by two; the second is second best for both.
  const matching = new Matching(
    fromRows(
      [1, 2, 0],
      [
        [
          [0, 9],
          [1, 5],
        ],
        [
          [0, 8],
          [1, 6],
          [2, 7],
        ],
        [[2, 4]],
      ],
    ),
  );

  it.each([
    { need: 0, resource: 0, want: { why: 'chosen', price: 4, holders: [0] } },
    { need: 0, resource: 1, want: { why: 'better_elsewhere', raise: 3, oneMore: false } },
    { need: 1, resource: 0, want: { why: 'full', price: 4, holders: [0], raise: 3, oneMore: true } },
    { need: 1, resource: 2, want: { why: 'full', holders: [], raise: undefined, oneMore: false } },
    { need: 2, resource: 2, want: { why: 'full', raise: undefined, oneMore: true } },
    { need: 2, resource: 0, want: { why: 'no_candidate' } },
  ])('need $need, resource $resource: $want', ({ need, resource, want }) => {
    expect(matching.explain(need, resource)).toMatchObject(want);
  });
});
