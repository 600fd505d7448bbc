import type { Problem } from '../problem/problem.js';

/** The best that a small problem can be worth, by trying everything: unit by unit, each candidate with some left. */
export function bruteForce({ capacity, quantity, penalty, rowStart, column, score }: Problem): number {
  const left = [...capacity];
  const needs = [...quantity].flatMap((count, need) => Array.from({ length: count }, () => need));
  const best = (unit: number): number => {
    const need = needs[unit];
    if (need === undefined) return 0;
    let most = best(unit + 1) - (penalty[need] ?? 0);
    for (let edge = rowStart[need] ?? 0; edge < (rowStart[need + 1] ?? 0); edge++) {
      const resource = column[edge] ?? 0;
      if (left[resource] === 0) continue;
      left[resource] = (left[resource] ?? 0) - 1;
      most = Math.max(most, (score[edge] ?? 0) + best(unit + 1));
      left[resource] = (left[resource] ?? 0) + 1;
    }
    return most;
  };
  return best(0);
}
