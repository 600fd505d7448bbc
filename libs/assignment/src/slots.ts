import { none, type Market } from './market.js';
import { maxScore } from './problem.js';

/**
 * The units of each resource as slots with bids of their own: a heap a resource, the lowest bid first. That one is the
 * price of the resource once all its slots are sold.
 */
export class Slots {
  private readonly start: Int32Array;
  private readonly used: Int32Array;
  private readonly bidder: Int32Array;
  private readonly bid: Int32Array;
  /** By unit: the resource that it has a slot of. */
  private readonly choice: Int32Array;

  constructor(private readonly market: Market) {
    const { capacity } = market.problem;
    this.start = new Int32Array(capacity.length + 1);
    capacity.forEach((count, j) => (this.start[j + 1] = (this.start[j] as number) + count));
    this.used = new Int32Array(capacity.length);
    this.bidder = new Int32Array(this.start[capacity.length] as number);
    this.bid = new Int32Array(this.bidder.length);
    this.choice = new Int32Array(market.units).fill(none);
    capacity.forEach((count, j) => (market.price[j] = count === 0 ? maxScore : 0));
  }

  /** Puts a bid into a free slot or into the cheapest; who loses that one, if anybody. */
  place(unit: number, resource: number, bid: number): number {
    const start = this.start[resource] as number;
    const count = (this.start[resource + 1] as number) - start;
    const used = this.used[resource] as number;
    const { price } = this.market;
    this.choice[unit] = resource;
    if (used < count) {
      this.used[resource] = used + 1;
      this.rise(start, used, unit, bid);
      if (used + 1 === count) price[resource] = this.bid[start] as number;
      return none;
    }
    const loser = this.bidder[start] as number;
    this.choice[loser] = none;
    this.sink(start, count, unit, bid);
    price[resource] = this.bid[start] as number;
    return loser;
  }

  /** Empties all slots and lets prices fall by a margin. */
  reopen(margin: number): void {
    const { price, problem } = this.market;
    this.used.fill(0);
    this.choice.fill(none);
    for (let j = 0; j < price.length; j++)
      if ((problem.capacity[j] as number) > 0) price[j] = Math.max(0, (price[j] as number) - margin);
  }

  /** Hands what the slots hold over to the market. */
  settle(): void {
    for (let unit = 0; unit < this.choice.length; unit++) {
      const resource = this.choice[unit] as number;
      if (resource !== none) this.market.takeAt(unit, resource);
    }
  }

  private rise(start: number, from: number, unit: number, own: number): void {
    const { bidder, bid } = this;
    let at = from;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if ((bid[start + parent] as number) <= own) break;
      bid[start + at] = bid[start + parent] as number;
      bidder[start + at] = bidder[start + parent] as number;
      at = parent;
    }
    bid[start + at] = own;
    bidder[start + at] = unit;
  }

  private sink(start: number, count: number, unit: number, own: number): void {
    const { bidder, bid } = this;
    let at = 0;
    for (let child = 1; child < count; child = 2 * at + 1) {
      if (child + 1 < count && (bid[start + child + 1] as number) < (bid[start + child] as number)) child += 1;
      if ((bid[start + child] as number) >= own) break;
      bid[start + at] = bid[start + child] as number;
      bidder[start + at] = bidder[start + child] as number;
      at = child;
    }
    bid[start + at] = own;
    bidder[start + at] = unit;
  }
}
