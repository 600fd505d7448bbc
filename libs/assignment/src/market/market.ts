import { Columns } from './columns.js';
import { withRoom } from './grow.js';
import { maxScore, unitStarts, type Problem } from '../problem/problem.js';
import { none } from './none.js';
import { ShortLists } from './short-lists.js';

/** Keeps what is less than a value by `fallen` within 32 bits. */
const mostFallen = 2 ** 29;

/**
 * Where a matching stands: who holds what, at which price. A unit is one of the units that a need asks for; it holds a
 * candidate of its need, by the candidate's index. Arrays are public because every step of the solver works on them.
 *
 * A market is in balance where (1) each unit holds the candidate that is worth most to it at these prices, or none where
 * all are worth less than being left out, and (2) what is not sold has price 0. In balance it is optimal.
 */
export class Market {
  /** By need: its first unit (one entry more than needs). */
  unitStart: Int32Array;
  /** By unit: its need, the candidate that it holds, its neighbours among the holders of the same resource. */
  needOf: Int32Array;
  held: Int32Array;
  /** By unit: what it has from what it holds, at the prices of now; less than nothing where left out has a penalty. */
  profit: Int32Array;
  private following: Int32Array;
  private preceding: Int32Array;
  /**
   * By unit: the price at which it would sooner leave, as last seen, plus `fallen` as it then was. So `limit` less
   * `fallen` less the price is the least that it loses by leaving now, whatever the prices of others did since.
   */
  limit: Float64Array;
  /** By how much any price can have fallen since the beginning. */
  fallen = 0;
  /** By resource: units given, price of a unit, one of the holders. */
  readonly used: Int32Array;
  readonly price: Int32Array;
  private readonly holder: Int32Array;
  /** By unit: its best candidates. */
  readonly lists: ShortLists;
  private columns: Columns | undefined;

  needs: number;
  units: number;
  /** Units that are asked for and hold nothing. */
  idle: number;

  constructor(public problem: Problem) {
    const { capacity, quantity } = problem;
    this.unitStart = unitStarts(quantity);
    this.needs = quantity.length;
    this.units = this.unitStart[this.needs] as number;
    const { units } = this;
    this.idle = units;
    this.needOf = new Int32Array(units);
    quantity.forEach((_, need) => this.needOf.fill(need, this.unitStart[need], this.unitStart[need + 1]));
    this.held = new Int32Array(units).fill(none);
    this.profit = this.needOf.map((need) => -(problem.penalty[need] as number));
    this.following = new Int32Array(units);
    this.preceding = new Int32Array(units);
    this.limit = new Float64Array(units);
    this.used = new Int32Array(capacity.length);
    this.price = new Int32Array(capacity.length);
    this.holder = new Int32Array(capacity.length).fill(none);
    capacity.forEach((count, j) => (this.price[j] = count === 0 ? maxScore : 0));
    this.lists = new ShortLists(this);
  }

  /** The first of those who hold a resource, and whoever comes after one of them. */
  firstHolder(resource: number): number {
    return this.holder[resource] as number;
  }

  nextHolder(unit: number): number {
    return this.following[unit] as number;
  }

  /** Whether a resource has a unit left. */
  free(resource: number): boolean {
    return (this.used[resource] as number) < (this.problem.capacity[resource] as number);
  }

  /** Sets a price, and what all who hold a unit at it have from it. */
  reprice(resource: number, price: number): void {
    const rise = price - (this.price[resource] as number);
    this.price[resource] = price;
    for (let unit = this.holder[resource] as number; unit !== none; unit = this.following[unit] as number)
      this.profit[unit] = (this.profit[unit] as number) - rise;
  }

  /** Changes all prices alike. */
  shift(rise: number): void {
    if (rise === 0) return;
    const { price, profit, held, limit, units } = this;
    for (let j = 0; j < price.length; j++) price[j] = (price[j] as number) + rise;
    for (let unit = 0; unit < units; unit++) if (held[unit] !== none) profit[unit] = (profit[unit] as number) - rise;
    // Being left out is worth what it was: who would leave for that does so sooner by the rise.
    if (rise > 0) for (let unit = 0; unit < units; unit++) limit[unit] = (limit[unit] as number) - rise;
    this.pricesFell(-rise);
  }

  /** Calls with each unit that would lose less than `most` by being left out, what it holds, and that loss. */
  eachLeaver(most: number, visit: (unit: number, resource: number, loss: number) => void): void {
    const { profit, held, needOf, units } = this;
    const { penalty, column } = this.problem;
    for (let unit = 0; unit < units; unit++) {
      const loss = (profit[unit] as number) + (penalty[needOf[unit] as number] as number);
      if (loss < most && held[unit] !== none) visit(unit, column[held[unit] as number] as number, loss);
    }
  }

  /** Calls with each unit that is asked for and holds nothing. */
  eachIdle(visit: (unit: number) => void): void {
    const { held, needOf, unitStart, units } = this;
    const { quantity } = this.problem;
    for (let unit = 0; unit < units; unit++) {
      if (held[unit] !== none) continue;
      const need = needOf[unit] as number;
      if (unit - (unitStart[need] as number) < (quantity[need] as number)) visit(unit);
    }
  }

  /** Lets a unit hold a candidate; it gives back what it held. */
  take(unit: number, edge: number): void {
    this.drop(unit);
    const resource = this.problem.column[edge] as number;
    const second = this.holder[resource] as number;
    this.held[unit] = edge;
    this.limit[unit] = Number.NEGATIVE_INFINITY;
    this.profit[unit] = (this.problem.score[edge] as number) - (this.price[resource] as number);
    this.following[unit] = second;
    this.preceding[unit] = none;
    if (second !== none) this.preceding[second] = unit;
    this.holder[resource] = unit;
    this.used[resource] = (this.used[resource] as number) + 1;
    this.idle -= 1;
  }

  /** Lets a unit take its best candidate at a resource, which it must have. */
  takeAt(unit: number, resource: number): void {
    const { rowStart, column, score } = this.problem;
    const need = this.needOf[unit] as number;
    let best = none;
    for (let edge = rowStart[need] as number; edge < (rowStart[need + 1] as number); edge++)
      if (column[edge] === resource && (best === none || (score[edge] as number) > (score[best] as number)))
        best = edge;
    this.take(unit, best);
  }

  /** Lets a unit give back what it holds, if anything. */
  drop(unit: number): void {
    const edge = this.held[unit] as number;
    if (edge === none) return;
    const resource = this.problem.column[edge] as number;
    const [before, after] = [this.preceding[unit] as number, this.following[unit] as number];
    if (before === none) this.holder[resource] = after;
    else this.following[before] = after;
    if (after !== none) this.preceding[after] = before;
    this.held[unit] = none;
    this.profit[unit] = -(this.problem.penalty[this.needOf[unit] as number] as number);
    this.used[resource] = (this.used[resource] as number) - 1;
    this.idle += 1;
  }

  /** Notes that prices may have fallen by so much; forgets what was remembered, before the sum grows too large. */
  pricesFell(margin: number): void {
    this.fallen += margin;
    if (Math.abs(this.fallen) < mostFallen) return;
    this.fallen = 0;
    this.limit.fill(Number.NEGATIVE_INFINITY);
    for (let unit = 0; unit < this.units; unit++) this.lists.renew(unit);
  }

  /** Adds a need with its candidates, as pairs of resource and score; its units hold nothing yet. Its index. */
  append(row: readonly (readonly [number, number])[], quantity: number, penalty: number): number {
    const need = this.needs++;
    const first = this.units;
    this.units += quantity;
    this.idle += quantity;
    this.makeRoom(row.length);
    const { rowStart, column, score, ...problem } = this.problem;
    const start = rowStart[need] as number;
    row.forEach(([resource, worth], at) => {
      column[start + at] = resource;
      score[start + at] = worth;
      this.byResource().add(resource, need, worth);
    });
    rowStart[need + 1] = start + row.length;
    problem.quantity[need] = quantity;
    problem.penalty[need] = penalty;
    this.unitStart[need + 1] = this.units;
    this.needOf.fill(need, first, this.units);
    this.held.fill(none, first, this.units);
    this.profit.fill(-penalty, first, this.units);
    this.lists.append(first);
    return need;
  }

  private makeRoom(candidates: number): void {
    const { needs, units, problem } = this;
    const edges = (problem.rowStart[needs - 1] as number) + candidates;
    this.problem = {
      capacity: problem.capacity,
      quantity: withRoom(problem.quantity, needs),
      penalty: withRoom(problem.penalty, needs),
      rowStart: withRoom(problem.rowStart, needs + 1),
      column: withRoom(problem.column, edges),
      score: withRoom(problem.score, edges),
    };
    this.unitStart = withRoom(this.unitStart, needs + 1);
    this.needOf = withRoom(this.needOf, units);
    this.held = withRoom(this.held, units);
    this.profit = withRoom(this.profit, units);
    this.limit = withRoom(this.limit, units);
    this.following = withRoom(this.following, units);
    this.preceding = withRoom(this.preceding, units);
  }

  /** Candidates by resource; made when first asked for. */
  byResource(): Columns {
    return (this.columns ??= new Columns(this.problem));
  }
}
