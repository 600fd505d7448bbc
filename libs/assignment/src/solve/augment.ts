import type { Ball } from './ball.js';
import type { Market } from '../market/market.js';
import { none } from '../market/none.js';
import { Search } from './search.js';

/**
 * Keeps a market in balance while one thing changes, by a shortest augmenting path over what each move would lose at the
 * last prices: Jonker and Volgenant's augmentation, for resources with capacity. `seat` brings in a unit; its mirror
 * image `sell` finds a taker for a free unit of a resource (the reverse of Bertsekas and Castañón).
 *
 * Prices change so that no move on the chain loses anything any more, and none elsewhere gains. Around the near end they
 * change by what is left of the search's radius there; where it had a far end, all prices change by its radius, except
 * that around the far end, again, less.
 */
export class Augmenter {
  private readonly search: Search;

  /**
   * @param both whether searches may go from both ends; that pays where each change comes alone, because each may then
   * touch all prices once and asks for the candidates by resource.
   */
  constructor(
    private readonly market: Market,
    private readonly both = false,
  ) {
    this.search = new Search(market);
  }

  /** Times that a unit's or a resource's candidates were looked through. */
  get looks(): number {
    return this.search.looks;
  }

  /** Brings in a unit that holds nothing: others may move, one at most is left out, prices only rise. */
  seat(unit: number): void {
    const { market, search } = this;
    search.begin(search.arrivals);
    market.lists.choose(unit);
    search.lookAround(unit, none, 0, market.lists.worth);
    search.run(this.both);
    this.reprice(1);
    this.move();
  }

  /** Finds a taker for a free unit of a resource that has a price: others may move, prices only fall. */
  sell(resource: number): void {
    const { search } = this;
    search.begin(search.room);
    search.room.reach(resource, 0, none);
    search.run(this.both);
    this.reprice(-1);
    this.move();
  }

  /**
   * What would be lost at least if one who holds a unit of a resource had to leave it, in a market in balance. Nothing
   * changes.
   * @param except a need that must not move.
   * @param home a resource that has a place for whoever comes to it.
   * @param detour what is lost besides, unless the way ends at `home`.
   */
  lossOfLeaving(resource: number, except: number, home: number, detour: number): number {
    const { search } = this;
    if (this.market.free(resource)) return detour;
    search.begin(search.arrivals, except, home, detour);
    search.arrivals.reach(resource, 0, none);
    search.run(false);
    return search.length;
  }

  /**
   * What would be lost at least if one more unit of a resource had to be taken, in a market in balance: by whoever comes
   * to it, or by its price, if it stays unsold. Nothing changes.
   * @param except a need that must not come to `at`, or not move at all where no place is named.
   */
  lossOfTaking(resource: number, except: number, at = none): number {
    const { search } = this;
    search.begin(search.room, except, at);
    search.room.reach(resource, 0, none);
    search.run(false);
    return search.length;
  }

  /**
   * Whether a unit holds what is worth most to it at these prices. Remembers for later at which price it would leave.
   */
  content(unit: number): boolean {
    const { market } = this;
    const { rowStart, column, score, penalty } = market.problem;
    const need = market.needOf[unit] as number;
    const held = market.held[unit] as number;
    let second = -(penalty[need] as number);
    for (let edge = rowStart[need] as number, end = rowStart[need + 1] as number; edge < end; edge++) {
      const value = (score[edge] as number) - (market.price[column[edge] as number] as number);
      if (value > second && edge !== held) second = value;
    }
    if (held !== none) market.limit[unit] = (score[held] as number) - second + market.fallen;
    return (market.profit[unit] as number) >= second;
  }

  /** Changes prices by what the search found: up where somebody came in, down where something is to be sold. */
  private reprice(sign: 1 | -1): void {
    const { market, search } = this;
    const { near, far, length } = search;
    const wide = far.begun ? Math.max(far.radius, length - near.edge) : 0;
    market.shift(sign * wide);
    this.pull(near, sign, length - wide);
    this.pull(far, -sign, wide);
    if (sign < 0) market.pricesFell(length - wide);
    else if (far.settled > 0) market.pricesFell(wide - Math.min(wide, far.distance[far.order[0] as number] as number));
  }

  /** Changes prices around the centre of a ball, the nearest most. */
  private pull(ball: Ball, sign: number, radius: number): void {
    const { price } = this.market;
    for (let k = 0; k < ball.settled; k++) {
      const resource = ball.order[k] as number;
      const by = radius - (ball.distance[resource] as number);
      if (by <= 0) return;
      this.market.reprice(resource, (price[resource] as number) + sign * by);
    }
  }

  /** Moves all on the chain that the search found. */
  private move(): void {
    const { market, search } = this;
    const { column } = market.problem;
    const { mover, towards } = search.room;
    for (let at = search.onwards ? search.resource : none; at !== none;) {
      const leaver = mover[at] as number;
      if (leaver === none) break;
      at = towards[at] as number;
      if (at === none) market.drop(leaver);
      else market.takeAt(leaver, at);
    }
    for (let { unit, resource } = search; unit !== none;) {
      const left = market.held[unit] as number;
      if (resource === none) market.drop(unit);
      else market.takeAt(unit, resource);
      if (left === none) return;
      resource = column[left] as number;
      unit = search.arrivals.mover[resource] as number;
    }
  }
}
