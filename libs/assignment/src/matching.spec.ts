import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Matching } from './matching.js';
import { anyProblem, fromRows } from './problem/problem.example.js';
import { solve } from './solve/solve.js';
import { verify } from './problem/verify.js';

const resources = 4;
const top = 12;
const pair = fc.tuple(fc.nat(resources - 1), fc.nat(top));
const anyChange = fc.oneof(
  fc.record({ verb: fc.constant('insert' as const), row: fc.array(pair, { maxLength: 4 }), quantity: fc.nat(2) }),
  fc.record({ verb: fc.constant('cancel' as const), need: fc.nat(11) }),
  fc.record({ verb: fc.constant('changeCapacity' as const), resource: fc.nat(resources - 1), capacity: fc.nat(4) }),
  fc.record({ verb: fc.constant('changeScore' as const), need: fc.nat(11), at: fc.nat(3), score: fc.nat(top) }),
);
type Change = typeof anyChange extends fc.Arbitrary<infer T> ? T : never;

function apply(matching: Matching, change: Change): void {
  const { problem } = matching.snapshot();
  const needs = problem.quantity.length;
  switch (change.verb) {
    case 'insert':
      return void matching.insert(change.row, change.quantity, 2);
    case 'changeCapacity':
      return matching.changeCapacity(change.resource, change.capacity);
    case 'cancel':
      return change.need < needs ? matching.cancel(change.need) : undefined;
    case 'changeScore': {
      const edge = (problem.rowStart[change.need] ?? 0) + change.at;
      const its = change.need < needs && edge < (problem.rowStart[change.need + 1] ?? 0);
      if (its) matching.changeScore(change.need, problem.column[edge] ?? 0, change.score);
    }
  }
}

describe('Matching', () => {
  it('stays as good as a fresh solution, and proved, whatever changes', () => {
    fc.assert(
      fc.property(anyProblem({ top }), fc.array(anyChange, { maxLength: 25 }), (start, changes) => {
        const matching = new Matching(start);
        for (const change of changes) {
          apply(matching, change);
          const { problem, solution } = matching.snapshot();
          expect(verify(problem, solution).fault).toBeUndefined();
          expect(solution.objective).toBe(solve(problem).objective);
        }
      }),
      { seed: 4, numRuns: 300 },
    );
  });

  it('offers nothing to a need that was cancelled, though its score changes', () => {
    const matching = new Matching(fromRows([1], [[[0, 5]], [[0, 4]]]));
    matching.cancel(1);
    matching.changeScore(1, 0, 9);
    matching.cancel(0);
    expect(matching.snapshot().solution.objective).toBe(0);
  });

  it('sells the first unit of a resource that had none', () => {
    const matching = new Matching(
      fromRows(
        [0, 1],
        [
          [[0, 5]],
          [
            [0, 4],
            [1, 3],
          ],
        ],
      ),
    );
    matching.changeCapacity(0, 1);
    expect(matching.snapshot().solution).toMatchObject({ objective: 8, certificate: { gap: 0 } });
  });

  it.each([
    { what: 'a resource that is not there', act: (to: Matching) => to.insert([[9, 1]]) },
    { what: 'a score too high', act: (to: Matching) => to.insert([[0, 2 ** 30 + 1]]) },
    { what: 'a capacity below nothing', act: (to: Matching) => to.changeCapacity(0, -1) },
    { what: 'a need that is not there', act: (to: Matching) => to.cancel(7) },
    { what: 'a pair that is none', act: (to: Matching) => to.changeScore(0, 1, 3) },
  ])('refuses $what', ({ act }) => {
    expect(() => act(new Matching(fromRows([1, 1], [[[0, 5]]])))).toThrow(/OUT_OF_RANGE/);
  });
});
