import type { Market } from './market.js';
import { none } from './none.js';

/**
 * The units of each resource as slots with bids of their own: a heap a resource, the lowest bid first. That one is the
 * price of the resource once all its slots are sold.
 */
export class Slots {
  private readonly start: Int32Array;
  private readonly used: Int32Array;
  /** By slot: a bid, and the unit that made it. */
  private readonly slots: Int32Array;

  constructor(private readonly market: Market) {
    const { capacity } = market.problem;
    this.start = new Int32Array(capacity.length + 1);
    capacity.forEach((count, j) => (this.start[j + 1] = (this.start[j] as number) + count));
    this.used = new Int32Array(capacity.length);
    this.slots = new Int32Array(2 * (this.start[capacity.length] as number));
  }

  /** Puts a bid into a free slot or into the cheapest; who loses that one, if anybody. */
  place(unit: number, resource: number, bid: number): number {
    const start = this.start[resource] as number;
    const count = (this.start[resource + 1] as number) - start;
    const used = this.used[resource] as number;
    if (used < count) {
      this.used[resource] = used + 1;
      this.rise(2 * start, used, unit, bid);
      if (used + 1 === count) this.market.price[resource] = this.slots[2 * start] as number;
      return none;
    }
    const loser = this.slots[2 * start + 1] as number;
    this.sink(2 * start, count, unit, bid);
    this.market.price[resource] = this.slots[2 * start] as number;
    return loser;
  }

  /** Empties all slots and lets prices fall by a margin. */
  reopen(margin: number): void {
    const { price, problem } = this.market;
    this.used.fill(0);
    for (let j = 0; j < price.length; j++)
      if ((problem.capacity[j] as number) > 0) price[j] = Math.max(0, (price[j] as number) - margin);
    this.market.pricesFell(margin);
  }

  /** Hands what the slots hold over to the market. */
  settle(): void {
    for (let j = 0; j < this.used.length; j++) {
      const start = this.start[j] as number;
      for (let slot = start; slot < start + (this.used[j] as number); slot++)
        this.market.takeAt(this.slots[2 * slot + 1] as number, j);
    }
  }

  private rise(start: number, from: number, unit: number, bid: number): void {
    const { slots } = this;
    let at = from;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if ((slots[start + 2 * parent] as number) <= bid) break;
      slots[start + 2 * at] = slots[start + 2 * parent] as number;
      slots[start + 2 * at + 1] = slots[start + 2 * parent + 1] as number;
      at = parent;
    }
    slots[start + 2 * at] = bid;
    slots[start + 2 * at + 1] = unit;
  }

  private sink(start: number, count: number, unit: number, bid: number): void {
    const { slots } = this;
    let at = 0;
    for (let child = 1; child < count; child = 2 * at + 1) {
      if (child + 1 < count && (slots[start + 2 * child + 2] as number) < (slots[start + 2 * child] as number))
        child += 1;
      if ((slots[start + 2 * child] as number) >= bid) break;
      slots[start + 2 * at] = slots[start + 2 * child] as number;
      slots[start + 2 * at + 1] = slots[start + 2 * child + 1] as number;
      at = child;
    }
    slots[start + 2 * at] = bid;
    slots[start + 2 * at + 1] = unit;
  }
}
