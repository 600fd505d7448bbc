import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anyProblem } from './problem.example.js';
import type { Problem } from './problem.js';
import { solve } from '../solve/solve.js';
import { byClass, without } from './wishes.js';

/** Units served of each class, the highest first, then the scores: of the best by trying everything. */
function bestInOrder({ capacity, quantity, rowStart, column, score }: Problem, classes: readonly number[]): number[] {
  const left = [...capacity];
  const needs = [...quantity].flatMap((count, need) => Array.from({ length: count }, () => need));
  let best = [0, 0, 0, 0];
  const found = [0, 0, 0, 0];
  const go = (unit: number): void => {
    const need = needs[unit];
    if (need === undefined) {
      const k = found.findIndex((value, at) => value !== best[at]);
      if (k >= 0 && (found[k] ?? 0) > (best[k] ?? 0)) best = [...found];
      return;
    }
    go(unit + 1);
    const place = 2 - (classes[need] ?? 0);
    const step = (resource: number, by: number, worth: number): void => {
      left[resource] = (left[resource] ?? 0) - by;
      found[place] = (found[place] ?? 0) + by;
      found[3] = (found[3] ?? 0) + worth;
    };
    for (let edge = rowStart[need] ?? 0; edge < (rowStart[need + 1] ?? 0); edge++) {
      const [resource, worth] = [column[edge] ?? 0, score[edge] ?? 0];
      if (left[resource] === 0) continue;
      step(resource, 1, worth);
      go(unit + 1);
      step(resource, -1, -worth);
    }
  };
  go(0);
  return best;
}

describe('byClass', () => {
  it('serves as many of a higher class as can be, then of the next, then by scores', () => {
    const classes = fc.array(fc.nat(2), { minLength: 5, maxLength: 5 });
    fc.assert(
      fc.property(anyProblem({ penalty: 0, quantity: 1, resources: 3 }), classes, (posed, ranks) => {
        const found = [0, 0, 0, 0];
        const { chosen } = solve(byClass(posed, ranks));
        let unit = 0;
        posed.quantity.forEach((count, need) => {
          for (const last = unit + count; unit < last; unit++) {
            const edge = chosen[unit] ?? -1;
            if (edge < 0) continue;
            const place = 2 - (ranks[need] ?? 0);
            found[place] = (found[place] ?? 0) + 1;
            found[3] = (found[3] ?? 0) + (posed.score[edge] ?? 0);
          }
        });
        expect(found).toEqual(bestInOrder(posed, ranks));
      }),
      { seed: 4, numRuns: 400 },
    );
  });
});

describe('without', () => {
  it('chooses none of the forbidden pairs, and the best of the others', () => {
    fc.assert(
      fc.property(anyProblem(), fc.nat(3), (posed, resource) => {
        const capacity = posed.capacity.map((count, j) => (j === resource ? 0 : count));
        const freed = without(posed, (_, j) => j === resource);
        expect(freed.column).not.toContain(resource);
        expect(solve(freed).objective).toBe(solve({ ...posed, capacity }).objective);
      }),
      { seed: 4, numRuns: 200 },
    );
  });
});
