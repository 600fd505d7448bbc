import { withRoom } from './grow.js';
import { none } from './none.js';
import type { Problem } from '../problem/problem.js';

/** Candidates that a unit keeps at hand. */
export const kept = 7;
/** A unit's line: `kept` pairs of resource and score, then two numbers more: 64 bytes, a line of the cache. */
export const line = 16;
/** Where a line says what being left out is worth. */
export const outside = 14;
/** Where a line says what any other candidate can be worth at most, less `fallen` of the market as it then was. */
export const others = 15;

/** Choices after which it is seen whether lists last, and the part of them for which they may not. */
const trial = 16_384;
const tooOften = 0.7;

/** What lists read of a market, at the prices of now. */
export interface Prices {
  readonly problem: Problem;
  readonly units: number;
  /** By unit: its need. */
  readonly needOf: Int32Array;
  /** By resource. */
  readonly price: Int32Array;
  /** By how much any price can have fallen since the beginning. */
  readonly fallen: number;
}

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
  // Where many fight over the same few, no list lasts, and making one costs more than a plain look: then none is made for
  // a while.
  private asked = 0;
  private missed = 0;
  private plain = false;
  private readonly values = new Int32Array(kept + 1);
  private readonly resources = new Int32Array(kept + 1);
  private readonly scores = new Int32Array(kept + 1);

  constructor(private readonly market: Prices) {
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
    this.asked += 1;
    if (this.compare(unit)) return;
    this.missed += 1;
    if (this.plain) this.lookThrough(unit);
    else {
      this.renew(unit);
      this.compare(unit);
    }
    if (this.asked < trial) return;
    this.plain = !this.plain && this.missed > tooOften * this.asked;
    this.asked = 0;
    this.missed = 0;
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

  /** Finds the best and the second best of the whole row, and keeps nothing. */
  private lookThrough(unit: number): void {
    const { price, problem, needOf } = this.market;
    const { rowStart, column, score, penalty } = problem;
    const need = needOf[unit] as number;
    let first = -(penalty[need] as number);
    let second = first;
    let best = none;
    for (let edge = rowStart[need] as number, end = rowStart[need + 1] as number; edge < end; edge++) {
      const value = ((score[edge] as number) - (price[column[edge] as number] as number)) | 0;
      if (value <= second) continue;
      if (value > first) {
        second = first;
        first = value;
        best = edge;
      } else second = value;
    }
    this.best = best === none ? none : (column[best] as number);
    this.worth = first;
    this.most = best === none ? 0 : (score[best] as number) - second;
  }

  /** Takes the best of the whole row. */
  renew(unit: number): void {
    const { lines, values, resources, scores } = this;
    const { price, problem, needOf, fallen } = this.market;
    const { rowStart, column, score } = problem;
    const need = needOf[unit] as number;
    const unserved = -(problem.penalty[need] as number);
    values.fill(unserved);
    let worst = unserved;
    for (let k = 0; k < kept; k++) {
      resources[k] = 0;
      scores[k] = unserved;
    }
    for (let edge = rowStart[need] as number, end = rowStart[need + 1] as number; edge < end; edge++) {
      const resource = column[edge] as number;
      const worth = score[edge] as number;
      const value = (worth - (price[resource] as number)) | 0;
      if (value <= worst) continue;
      let at = kept;
      for (; at > 0; at--) {
        const before = values[at - 1] as number;
        if (before >= value) break;
        values[at] = before;
        resources[at] = resources[at - 1] as number;
        scores[at] = scores[at - 1] as number;
      }
      values[at] = value;
      resources[at] = resource;
      scores[at] = worth;
      worst = values[kept] as number;
    }
    const start = unit * line;
    for (let k = 0; k < kept; k++) {
      lines[start + 2 * k] = resources[k] as number;
      lines[start + 2 * k + 1] = scores[k] as number;
    }
    lines[start + outside] = unserved;
    lines[start + others] = worst - fallen;
  }
}
