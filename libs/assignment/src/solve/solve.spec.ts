import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { bruteForce } from './brute-force.example.js';
import { anyProblem, fromRows } from '../problem/problem.example.js';
import { Cancelled, solve } from './solve.js';
import { verify } from '../problem/verify.js';

const proved = { fault: undefined, gap: 0, feasible: true };

describe('solve', () => {
  it.each([
    { what: 'small scores', shape: {} },
    { what: 'all alike', shape: { top: 0, penalty: 0 } },
    { what: 'one of each', shape: { needs: 7, quantity: 1, capacity: 1, top: 30 } },
    { what: 'large scores', shape: { top: 2 ** 30 - 1000, penalty: 1000 } },
    { what: 'one hot resource', shape: { resources: 1, capacity: 5, degree: 2 } },
    { what: 'many rounds', shape: { needs: 6, top: 100_000, quantity: 1, penalty: 0 } },
  ])('is as good as trying everything, and proves it: $what', ({ shape }) => {
    fc.assert(
      fc.property(anyProblem(shape), (problem) => {
        const solution = solve(problem);
        expect(verify(problem, solution)).toMatchObject(proved);
        expect(solution.objective).toBe(bruteForce(problem));
        expect(solution.certificate).toEqual({ bound: solution.objective, gap: 0 });
      }),
      { seed: 4, numRuns: 400 },
    );
  });

  it('proves what is too large to try', () => {
    const shape = { needs: 400, resources: 60, degree: 12, top: 10_000, capacity: 9, quantity: 3, penalty: 2_000 };
    fc.assert(
      fc.property(anyProblem(shape), (problem) => {
        expect(verify(problem, solve(problem))).toMatchObject(proved);
      }),
      { seed: 4, numRuns: 40 },
    );
  });

  it('says the same of the same', () => {
    fc.assert(
      fc.property(anyProblem(), (problem) => {
        expect(solve(problem)).toEqual(solve(problem));
      }),
      { seed: 4, numRuns: 50 },
    );
  });

  it('tells how far it is, and stops when asked', () => {
    const problem = fromRows(
      [1, 1],
      Array.from({ length: 50 }, (_, i) => [
        [0, i],
        [1, 50 - i],
      ]),
    );
    const shares: number[] = [];
    solve(problem, { onProgress: (share) => shares.push(share) });
    expect(shares.at(-1)).toBe(1);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(() => solve(problem, { signal: AbortSignal.abort() })).toThrow(Cancelled);
  });
});
