import { none, type Market } from './market.js';
import { withRoom } from './grow.js';

/** Candidates that a unit keeps at hand. */
export const kept = 7;
/** A unit's line: `kept` pairs of resource and score, then two numbers more: 64 bytes, a line of the cache. */
export const line = 16;
/** Where a line says what being left out is worth. */
export const outside = 14;
/** Where a line says what any other candidate can be worth at most, less `fallen` of the market as it then was. */
export const others = 15;

/**
 * What units would bid for. Each keeps its best few candidates at hand, with a bound on what any other can be worth: as
 * prices rise, the others only lose, and most bids and searches need no look at the whole row.
 */
export class ShortLists {
  /** What the last one would choose: a resource, or none; what it is worth; and up to which price it would still. */
  best = none;
  worth = 0;
  most = 0;
  lines: Int32Array;
  private readonly values = new Int32Array(kept + 1);

  constructor(private readonly market: Market) {
    this.lines = new Int32Array(market.units * line);
    for (let unit = 0; unit < market.units; unit++) this.renew(unit);
  }

  /** Makes lines for units that came in, from the first of them on. */
  append(from: number): void {
    this.lines = withRoom(this.lines, this.market.units * line);
    for (let unit = from; unit < this.market.units; unit++) this.renew(unit);
  }

  /** Finds what a unit would bid for, and how much. */
  choose(unit: number): void {
    if (this.compare(unit)) return;
    this.renew(unit);
    this.compare(unit);
  }

  /** Compares what is at hand; false where some other candidate may be better than the second best of these. */
  private compare(unit: number): boolean {
    const { lines } = this;
    const { price } = this.market;
    const start = unit * line;
    let first = lines[start + outside] as number;
    let second = first;
    let best = none;
    let score = 0;
    for (let at = start; at < start + 2 * kept; at += 2) {
      const value = ((lines[at + 1] as number) - (price[lines[at] as number] as number)) | 0;
      if (value <= second) continue;
      if (value > first) {
        second = first;
        first = value;
        best = lines[at] as number;
        score = lines[at + 1] as number;
      } else second = value;
    }
    const rest = (lines[start + others] as number) + this.market.fallen;
    this.best = best;
    this.worth = first;
    this.most = score - (second < rest ? rest : second);
    return first >= rest;
  }

  /** Takes the best of the whole row. */
  renew(unit: number): void {
    const { lines, values } = this;
    const { price, problem, needOf } = this.market;
    const { rowStart, column, score, penalty } = problem;
    const need = needOf[unit] as number;
    const start = unit * line;
    const unserved = -(penalty[need] as number);
    values.fill(unserved);
    for (let k = 0; k < kept; k++) {
      lines[start + 2 * k] = 0;
      lines[start + 2 * k + 1] = unserved;
    }
    for (let edge = rowStart[need] as number, end = rowStart[need + 1] as number; edge < end; edge++) {
      const resource = column[edge] as number;
      const value = ((score[edge] as number) - (price[resource] as number)) | 0;
      if (value > (values[kept] as number)) this.keep(start, resource, score[edge] as number, value);
    }
    lines[start + outside] = unserved;
    lines[start + others] = (values[kept] as number) - this.market.fallen;
  }

  /** Puts a candidate among the best, by its value; the last of `values` is the best of what is not kept. */
  private keep(start: number, resource: number, score: number, value: number): void {
    const { lines, values } = this;
    let at = kept;
    for (; at > 0 && (values[at - 1] as number) < value; at--) {
      values[at] = values[at - 1] as number;
      if (at === kept) continue;
      lines[start + 2 * at] = lines[start + 2 * at - 2] as number;
      lines[start + 2 * at + 1] = lines[start + 2 * at - 1] as number;
    }
    values[at] = value;
    if (at === kept) return;
    lines[start + 2 * at] = resource;
    lines[start + 2 * at + 1] = score;
  }
}
