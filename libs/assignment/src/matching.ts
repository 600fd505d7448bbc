import { Augmenter } from './solve/augment.js';
import { explain, type Explanation } from './explain.js';
import { Market } from './market/market.js';
import { none } from './market/none.js';
import { InvalidProblem, maxScore, type Problem } from './problem/problem.js';
import { solve, solutionOf, type Solution } from './solve/solve.js';
import type { Claim } from './problem/verify.js';

/**
 * A best matching that stays one while needs come and go and resources change: each change costs a few shortest paths on
 * the last prices, and the result is worth as much as a fresh solution.
 */
export class Matching {
  private readonly market: Market;
  private readonly augmenter: Augmenter;

  /** @param solution a best one, as `solve` finds it; it must be proved. */
  constructor(problem: Problem, solution: Claim = solve(problem)) {
    const copy = (numbers: Int32Array): Int32Array => numbers.slice();
    this.market = new Market({
      capacity: copy(problem.capacity),
      quantity: copy(problem.quantity),
      penalty: copy(problem.penalty),
      rowStart: copy(problem.rowStart),
      column: copy(problem.column),
      score: copy(problem.score),
    });
    this.market.price.set(solution.price);
    solution.chosen.forEach((edge, unit) => {
      if (edge !== none) this.market.take(unit, edge);
    });
    this.augmenter = new Augmenter(this.market, true);
    this.market.byResource();
    for (let j = 0; j < problem.capacity.length; j++) if (problem.capacity[j] === 0) this.offer(j);
  }

  /** Brings in a need with its candidates, as pairs of resource and score. Its index. Throws InvalidProblem. */
  insert(row: readonly (readonly [resource: number, score: number])[], quantity = 1, penalty = 0): number {
    const { market } = this;
    row.forEach(([resource, score], at) => {
      inRange('column', at, resource, market.price.length - 1);
      inRange('score', at, score, maxScore - penalty);
    });
    const need = market.append(row, quantity, penalty);
    for (const unit of this.unitsOf(need)) this.augmenter.seat(unit);
    return need;
  }

  /** Takes a need out; what it held goes to others. Its index stays taken, and nothing is asked for under it. */
  cancel(need: number): void {
    const { market } = this;
    const { rowStart, column, penalty, quantity } = market.problem;
    inRange('quantity', need, need, market.needs - 1);
    for (let edge = rowStart[need] as number; edge < (rowStart[need + 1] as number); edge++)
      market.byResource().remove(column[edge] as number, need);
    penalty[need] = 0;
    const freed = this.release(this.unitsOf(need));
    market.idle -= quantity[need] as number;
    quantity[need] = 0;
    freed.forEach((resource) => this.sellOut(resource));
  }

  /** Changes what a resource has to give. Throws InvalidProblem. */
  changeCapacity(resource: number, capacity: number): void {
    const { market } = this;
    inRange('capacity', resource, resource, market.price.length - 1);
    inRange('capacity', resource, capacity, Number.MAX_SAFE_INTEGER);
    market.problem.capacity[resource] = capacity;
    const leaving: number[] = [];
    for (let unit = market.firstHolder(resource); (market.used[resource] as number) - leaving.length > capacity;) {
      leaving.push(unit);
      unit = market.nextHolder(unit);
    }
    this.release(leaving);
    for (const unit of leaving) this.augmenter.seat(unit);
    this.sellOut(resource);
  }

  /** Changes what a candidate is worth; the first of the need for the resource. Throws InvalidProblem, also where none is. */
  changeScore(need: number, resource: number, score: number): void {
    const { market } = this;
    const { rowStart, column, score: scores, penalty, quantity } = market.problem;
    inRange('score', need, score, maxScore - (penalty[need] ?? 0));
    const columns = market.byResource();
    let first = none;
    columns.remove(resource, need);
    for (let edge = rowStart[need] as number; edge < (rowStart[need + 1] as number); edge++) {
      if (column[edge] !== resource) continue;
      if (first === none) scores[(first = edge)] = score;
      if ((quantity[need] as number) > 0) columns.add(resource, need, scores[edge] as number);
    }
    if (first === none)
      throw new InvalidProblem('OUT_OF_RANGE', 'column', resource, `is no candidate of ${String(need)}`);
    this.resettle(this.unitsOf(need), first);
  }

  /** Why a need does not have a resource. */
  explain(need: number, resource: number): Explanation {
    return explain(this.market, this.augmenter, need, resource);
  }

  /** The problem as it stands, and its solution: copies, for `verify` and for reading. */
  snapshot(): { problem: Problem; solution: Omit<Solution, 'effort'> } {
    const { problem, needs, held, price } = this.market;
    const edges = problem.rowStart[needs] as number;
    const chosen = Array.from({ length: needs }, (_, need) => this.unitsOf(need).map((unit) => held[unit] as number));
    const { objective, certificate } = solutionOf(this.market);
    return {
      problem: {
        capacity: problem.capacity.slice(),
        quantity: problem.quantity.slice(0, needs),
        penalty: problem.penalty.slice(0, needs),
        rowStart: problem.rowStart.slice(0, needs + 1),
        column: problem.column.slice(0, edges),
        score: problem.score.slice(0, edges),
      },
      solution: { chosen: Int32Array.from(chosen.flat()), price: price.slice(), objective, certificate },
    };
  }

  /** Lowers the price of a resource that has nothing to what would be paid for it. */
  private offer(resource: number): void {
    const { market } = this;
    const { start, length, owner, score } = market.byResource();
    const from = start[resource] as number;
    let paid = 0;
    const units: number[] = [];
    for (let k = from; k < from + (length[resource] as number); k++)
      for (const unit of this.unitsOf(owner[k] as number)) {
        paid = Math.max(paid, (score[k] as number) - (market.profit[unit] as number));
        units.push(unit);
      }
    market.price[resource] = paid;
    for (const unit of units) {
      market.limit[unit] = Number.NEGATIVE_INFINITY;
      market.lists.renew(unit);
    }
  }

  private unitsOf(need: number): number[] {
    const first = this.market.unitStart[need] as number;
    return Array.from({ length: this.market.problem.quantity[need] as number }, (_, k) => first + k);
  }

  /** Lets units give back what they hold; the resources that got something back. */
  private release(units: readonly number[]): ReadonlySet<number> {
    const { market } = this;
    const freed = new Set<number>();
    for (const unit of units) {
      const edge = market.held[unit] as number;
      if (edge !== none) freed.add(market.problem.column[edge] as number);
      market.drop(unit);
    }
    return freed;
  }

  /** Brings units whose candidate `edge` changed back into balance. */
  private resettle(units: readonly number[], edge: number): void {
    const { market, augmenter } = this;
    for (const unit of units) {
      market.lists.renew(unit);
      if (market.held[unit] === edge) market.take(unit, edge);
    }
    const discontent = units.filter((unit) => !augmenter.content(unit));
    const freed = this.release(discontent);
    for (const unit of discontent) augmenter.seat(unit);
    freed.forEach((resource) => this.sellOut(resource));
  }

  /** Sells what is left of a resource, until nothing is or it is free of charge. */
  private sellOut(resource: number): void {
    while (this.market.free(resource) && (this.market.price[resource] as number) > 0) this.augmenter.sell(resource);
  }
}

function inRange(field: keyof Problem, index: number, number: number, most: number): void {
  if (!Number.isInteger(number)) throw new InvalidProblem('NOT_AN_INTEGER', field, index, `is ${String(number)}`);
  if (number < 0 || number > most)
    throw new InvalidProblem('OUT_OF_RANGE', field, index, `is ${String(number)}, not in 0 to ${String(most)}`);
}
