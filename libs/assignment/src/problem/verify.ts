import type { Problem } from './problem.js';

/** What is claimed of a problem: where each unit goes, and the prices that prove it the best. */
export interface Claim {
  /** The candidate that each unit takes, −1 where it is left unserved; units in the order of their needs. */
  readonly chosen: Int32Array;
  /** Price of a unit of each resource. */
  readonly price: Int32Array;
  readonly objective: number;
}

/** What was found of a claim. */
export interface Verdict {
  readonly feasible: boolean;
  readonly objective: number;
  /** No assignment of this problem is worth more. */
  readonly bound: number;
  /** `bound − objective`; scores are integers, so less than 1 proves the claim the best there is. */
  readonly gap: number;
  /** The first thing that is wrong, for a person. */
  readonly fault: string | undefined;
}

/**
 * Checks a claim by the definition alone: it shares no code with the solver and trusts none of its sums.
 *
 * The bound is weak duality: whatever the (non-negative) prices, a unit cannot be worth more than its best candidate
 * less that one's price, or than being left out; and resources cannot take more than price times capacity.
 */
export function verify(problem: Problem, claim: Claim): Verdict {
  const given = new Int32Array(problem.capacity.length);
  let [unit, objective, bound] = [0, 0, 0];
  let fault: string | undefined;
  const wrong = (what: string): void => void (fault ??= what);
  problem.quantity.forEach((quantity, need) => {
    const [from = 0, to = 0] = problem.rowStart.subarray(need, need + 2);
    const unserved = -(problem.penalty[need] ?? 0);
    bound += quantity * bestAt(problem, claim.price, from, to, unserved);
    for (const last = unit + quantity; unit < last; unit++) {
      const edge = claim.chosen[unit] ?? -2;
      if (edge !== -1 && (edge < from || edge >= to)) wrong(`unit ${String(unit)} takes what its need may not have`);
      objective += edge < 0 ? unserved : (problem.score[edge] ?? NaN);
      if (edge >= 0) count(given, problem.column[edge] ?? -1);
    }
  });
  if (unit !== claim.chosen.length) wrong(`${String(claim.chosen.length)} units are placed, not ${String(unit)}`);
  problem.capacity.forEach((capacity, resource) => {
    const price = claim.price[resource] ?? NaN;
    bound += capacity * price;
    if (!(price >= 0)) wrong(`the price of resource ${String(resource)} is ${String(price)}`);
    if ((given[resource] ?? 0) > capacity) wrong(`resource ${String(resource)} gives more than it has`);
  });
  if (objective !== claim.objective) wrong(`it is worth ${String(objective)}, not ${String(claim.objective)}`);
  const gap = bound - objective;
  if (!(gap >= 0 && gap < 1)) wrong(`the gap is ${String(gap)}`);
  return { feasible: fault === undefined || fault.startsWith('the gap'), objective, bound, gap, fault };
}

/** What a unit of a need can have at most at these prices. */
function bestAt({ column, score }: Problem, price: Int32Array, from: number, to: number, unserved: number): number {
  let best = unserved;
  for (let edge = from; edge < to; edge++)
    best = Math.max(best, (score[edge] ?? 0) - (price[column[edge] ?? -1] ?? Number.POSITIVE_INFINITY));
  return best;
}

function count(counts: Int32Array, at: number): void {
  counts[at] = (counts[at] ?? 0) + 1;
}
