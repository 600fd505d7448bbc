import { none, type Market } from './market.js';

/** Candidates that a unit keeps at hand. */
const kept = 7;

/**
 * What units would bid for. Each keeps its best few candidates at hand, with a bound on what any other can be worth: as
 * prices rise, the others only lose, and most bids are made without a look at the whole row.
 */
export class ShortLists {
  /** What the last one would choose: a resource, or none; and the highest price at which it would still. */
  best = none;
  most = 0;
  /** Times that a whole row was looked through. */
  looks = 0;
  /** By unit: `kept` pairs of resource and score. */
  private readonly list: Int32Array;
  /** By unit: no other candidate is worth more than this plus `fallen`. */
  private readonly bound: Float64Array;
  private fallen = 0;
  private readonly values = new Int32Array(kept + 1);

  constructor(private readonly market: Market) {
    this.list = new Int32Array(market.units * 2 * kept);
    this.bound = new Float64Array(market.units).fill(Number.POSITIVE_INFINITY);
  }

  /** Prices fell by a margin: others may be worth as much more. */
  pricesFell(margin: number): void {
    this.fallen += margin;
  }

  /** Finds what a unit would bid for, and how much. */
  choose(unit: number): void {
    const others = (this.bound[unit] as number) + this.fallen;
    if (this.compare(unit) < others) {
      this.renew(unit);
      this.compare(unit);
    }
  }

  /** Compares what is at hand; what the second best is worth. */
  private compare(unit: number): number {
    const { list } = this;
    const { price, problem, needOf } = this.market;
    let first = -(problem.penalty[needOf[unit] as number] as number);
    let second = first;
    let best = none;
    let score = 0;
    for (let at = unit * 2 * kept, end = at + 2 * kept; at < end; at += 2) {
      const resource = list[at] as number;
      const value = ((list[at + 1] as number) - (price[resource] as number)) | 0;
      if (value <= second) continue;
      if (value > first) {
        second = first;
        first = value;
        best = resource;
        score = list[at + 1] as number;
      } else second = value;
    }
    this.best = best;
    this.most = score - second;
    return second;
  }

  /** Takes the best of the whole row. */
  private renew(unit: number): void {
    const { list, values } = this;
    const { price, problem, needOf } = this.market;
    const { rowStart, column, score, penalty } = problem;
    const need = needOf[unit] as number;
    const first = unit * 2 * kept;
    const unserved = -(penalty[need] as number);
    values.fill(unserved);
    list.fill(0, first, first + 2 * kept);
    for (let k = 0; k < kept; k++) list[first + 2 * k + 1] = unserved;
    for (let edge = rowStart[need] as number, end = rowStart[need + 1] as number; edge < end; edge++) {
      const resource = column[edge] as number;
      const value = ((score[edge] as number) - (price[resource] as number)) | 0;
      if (value <= (values[kept] as number)) continue;
      let at = kept;
      for (; at > 0 && (values[at - 1] as number) < value; at--) {
        values[at] = values[at - 1] as number;
        if (at === kept) continue;
        list[first + 2 * at] = list[first + 2 * at - 2] as number;
        list[first + 2 * at + 1] = list[first + 2 * at - 1] as number;
      }
      values[at] = value;
      if (at === kept) continue;
      list[first + 2 * at] = resource;
      list[first + 2 * at + 1] = score[edge] as number;
    }
    this.bound[unit] = (values[kept] as number) - this.fallen;
    this.looks += 1;
  }
}
