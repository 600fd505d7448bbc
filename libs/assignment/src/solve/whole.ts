import { none } from '../market/none.js';
import { unitStarts, type Problem } from '../problem/problem.js';

/**
 * Gives each need all its units from one resource, or none: a person confirms one resource for a need. Where all needs
 * are of one unit, this changes nothing and the result is the best there is; where a need of several was split, it goes
 * whole to the best of its candidates that has enough left, the most valuable needs first.
 * @param chosen the candidate of each unit, as `solve` gives it.
 * @returns the candidate of each need, −1 where it gets none.
 */
export function inOneHand(problem: Problem, chosen: Int32Array): Int32Array {
  const { capacity, quantity, column, score, rowStart } = problem;
  const starts = unitStarts(quantity);
  const free = capacity.slice();
  const give = (edge: number, units: number): void => {
    const resource = column[edge] ?? none;
    free[resource] = (free[resource] ?? 0) - units;
  };
  const split: number[] = [];
  const places = quantity.map((units, need) => {
    const held = chosen.subarray(starts[need], starts[need + 1]);
    const first = held[0] ?? none;
    if (held.every((edge) => edge === first)) {
      if (first !== none) give(first, units);
      return first;
    }
    split.push(need);
    return none;
  });
  const row = (need: number): number[] =>
    Array.from({ length: (rowStart[need + 1] ?? 0) - (rowStart[need] ?? 0) }, (_, k) => (rowStart[need] ?? 0) + k).sort(
      (a, b) => (score[b] ?? 0) - (score[a] ?? 0) || a - b,
    );
  const worth = (need: number): number => (score[row(need)[0] ?? none] ?? 0) * (quantity[need] ?? 0);
  for (const need of split.sort((a, b) => worth(b) - worth(a) || a - b)) {
    const units = quantity[need] ?? 0;
    const edge = row(need).find((candidate) => (free[column[candidate] ?? none] ?? 0) >= units);
    if (edge === undefined) continue;
    places[need] = edge;
    give(edge, units);
  }
  return places;
}
