import { NearestFirst } from './heap.js';
import { none, type Market } from './market.js';
import { kept, line, others, outside } from './short-lists.js';

/**
 * Keeps a market in balance while one thing changes, by a shortest augmenting path over what each move would lose at the
 * last prices: Jonker and Volgenant's augmentation with Dijkstra's search, for resources with capacity. It looks only
 * as far as the nearest end. `seat` brings in a unit; its mirror image `sell` finds a taker for a free unit of a
 * resource (the reverse of Bertsekas and Castañón).
 */
export class Augmenter {
  /** Times that a unit's or a resource's candidates were looked through. */
  looks = 0;
  private readonly distance: Float64Array;
  private readonly heap: NearestFirst;
  /** By resource: the unit by which a search came to it, and in a search for takers where that would go. */
  private readonly mover: Int32Array;
  private readonly towards: Int32Array;
  /** By resource: the search that settled it. */
  private readonly settledBy: Int32Array;
  private readonly order: Int32Array;
  private search = 0;
  private except = none;
  private home = none;
  private detour = 0;
  // The best end that a search has seen: a resource with a free unit, or a unit that is left out (or let in).
  private endLength = 0;
  private endResource = none;
  private endUnit = none;

  constructor(private readonly market: Market) {
    const resources = market.problem.capacity.length;
    this.distance = new Float64Array(resources);
    this.heap = new NearestFirst(this.distance);
    this.towards = new Int32Array(resources);
    this.mover = new Int32Array(resources);
    this.settledBy = new Int32Array(resources);
    this.order = new Int32Array(resources);
  }

  /** Brings in a unit that holds nothing: others may move, one at most is left out, prices only rise. */
  seat(unit: number): void {
    const { market, distance } = this;
    this.begin();
    market.lists.choose(unit);
    this.lookAround(unit, none, 0, market.lists.worth);
    const settled = this.spread();
    for (let k = 0; k < settled; k++) {
      const resource = this.order[k] as number;
      const rise = this.endLength - (distance[resource] as number);
      market.reprice(resource, (market.price[resource] as number) + rise);
    }
    this.moveTowardsEnd();
  }

  /** Finds a taker for a free unit of a resource that has a price: others may move, prices only fall. */
  sell(resource: number): void {
    const { market, distance } = this;
    this.begin();
    const settled = this.gather(resource);
    for (let k = 0; k < settled; k++) {
      const at = this.order[k] as number;
      const drop = this.endLength - (distance[at] as number);
      market.reprice(at, (market.price[at] as number) - drop);
    }
    this.moveTowards(resource);
    market.pricesFell(this.endLength);
  }

  /**
   * What would be lost at least if one who holds a unit of a resource had to leave it, in a market in balance. Nothing
   * changes.
   * @param except a need that must not move.
   * @param home a resource that has a place for whoever comes to it.
   * @param detour what is lost besides, unless the way ends at `home`.
   */
  lossOfLeaving(resource: number, except: number, home: number, detour: number): number {
    this.begin(except, home, detour);
    if (this.market.free(resource)) return detour;
    this.heap.reach(resource, 0);
    this.spread();
    return this.endLength;
  }

  /**
   * What would be lost at least if one more unit of a resource had to be taken, in a market in balance: by whoever comes
   * to it, or by its price, if it stays unsold. Nothing changes.
   * @param except a need that must not come to `at`, or not move at all where no place is named.
   */
  lossOfTaking(resource: number, except: number, at = none): number {
    this.begin(except, at);
    this.gather(resource);
    return this.endLength;
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

  /** Follows all moves away from what was reached, nearest first, up to the nearest end; how many were settled. */
  private spread(): number {
    const { market, heap, distance } = this;
    let settled = 0;
    while (heap.size > 0 && (distance[heap.nearest] as number) < this.endLength) {
      const resource = this.settle(settled++);
      const near = distance[resource] as number;
      const kept = market.fallen + (market.price[resource] as number) - near;
      for (let other = market.firstHolder(resource); other !== none; other = market.nextHolder(other))
        if ((market.limit[other] as number) - kept < this.endLength)
          this.lookAround(other, resource, near, market.profit[other] as number);
    }
    heap.clear();
    return settled;
  }

  /** Follows all moves towards a resource, nearest first, up to the nearest end; how many were settled. */
  private gather(resource: number): number {
    const { heap, distance } = this;
    let settled = 0;
    heap.reach(resource, 0);
    while (heap.size > 0 && (distance[heap.nearest] as number) < this.endLength) {
      const nearest = this.settle(settled++);
      this.lookForTakers(nearest, distance[nearest] as number);
    }
    heap.clear();
    return settled;
  }

  private settle(count: number): number {
    const resource = this.heap.pop();
    this.order[count] = resource;
    this.settledBy[resource] = this.search;
    return resource;
  }

  /** Sees where a unit could go from a resource `near`, and what each move would lose against its `profit` of now. */
  private lookAround(unit: number, at: number, near: number, profit: number): void {
    const { market } = this;
    if (market.needOf[unit] === this.except) return;
    const { lists, fallen } = market;
    const level = near + profit;
    const first = unit * line;
    const out = lists.lines[first + outside] as number;
    if (level - out + this.detour < this.endLength) this.end(level - out + this.detour, none, unit);
    let rest = (lists.lines[first + others] as number) + fallen;
    if (level - rest < this.endLength) {
      lists.renew(unit);
      rest = (lists.lines[first + others] as number) + fallen;
    }
    const whole = level - rest < this.endLength;
    const second = whole ? this.lookAtRow(unit, at, level, out) : this.lookAtList(unit, at, level, Math.max(out, rest));
    const held = market.held[unit] as number;
    if (held !== none) market.limit[unit] = (market.problem.score[held] as number) - second + fallen;
    this.looks += 1;
  }

  /** Looks at the candidates at hand; the most that another place than `at` can be worth. */
  private lookAtList(unit: number, at: number, level: number, rest: number): number {
    const { price, lists } = this.market;
    const { lines } = lists;
    let second = rest;
    for (let k = unit * line, end = k + 2 * kept; k < end; k += 2) {
      const resource = lines[k] as number;
      if (resource === at) continue;
      const value = (lines[k + 1] as number) - (price[resource] as number);
      if (value > second) second = value;
      if (level - value < this.endLength) this.couldGo(unit, resource, level - value);
    }
    return second;
  }

  /** As `lookAtList`, at all candidates. */
  private lookAtRow(unit: number, at: number, level: number, out: number): number {
    const { price, needOf, problem } = this.market;
    const { rowStart, column, score } = problem;
    const need = needOf[unit] as number;
    let second = out;
    for (let edge = rowStart[need] as number, end = rowStart[need + 1] as number; edge < end; edge++) {
      const resource = column[edge] as number;
      if (resource === at) continue;
      const value = (score[edge] as number) - (price[resource] as number);
      if (value > second) second = value;
      if (level - value < this.endLength) this.couldGo(unit, resource, level - value);
    }
    return second;
  }

  private couldGo(unit: number, resource: number, length: number): void {
    if (this.settledBy[resource] === this.search) return;
    if (resource === this.home) this.end(length, resource, unit);
    else if (this.market.free(resource)) {
      if (length + this.detour < this.endLength) this.end(length + this.detour, resource, unit);
    } else if (this.heap.reach(resource, length)) this.mover[resource] = unit;
  }

  private moveTowardsEnd(): void {
    const { market } = this;
    const { column } = market.problem;
    let unit = this.endUnit;
    let to = this.endResource;
    for (;;) {
      const left = market.held[unit] as number;
      if (to === none) market.drop(unit);
      else market.takeAt(unit, to);
      if (left === none) return;
      to = column[left] as number;
      unit = this.mover[to] as number;
    }
  }

  /** Sees who could come to a resource, and what each would lose by it. */
  private lookForTakers(resource: number, near: number): void {
    const { profit, unitStart, price } = this.market;
    const { start, length, owner, score } = this.market.byResource();
    const level = near + (price[resource] as number);
    if (level < this.endLength) this.end(level, resource, none);
    const from = start[resource] as number;
    for (let k = from, end = from + (length[resource] as number); k < end; k++) {
      const need = owner[k] as number;
      // In balance all units of a need have the same profit.
      const loss = level - (score[k] as number) + (profit[unitStart[need] as number] as number);
      if (loss < this.endLength) this.couldCome(need, resource, loss);
    }
    this.looks += 1;
  }

  private couldCome(need: number, resource: number, length: number): void {
    const { held, unitStart, problem } = this.market;
    if (need === this.except && (this.home === none || this.home === resource)) return;
    for (let unit = unitStart[need] as number; unit < (unitStart[need + 1] as number); unit++) {
      const edge = held[unit] as number;
      if (edge === none) this.end(length, resource, unit);
      else {
        const from = problem.column[edge] as number;
        if (this.settledBy[from] === this.search || !this.heap.reach(from, length)) continue;
        this.towards[from] = resource;
        this.mover[from] = unit;
      }
    }
  }

  private moveTowards(resource: number): void {
    let at = this.endResource;
    if (this.endUnit !== none) this.market.takeAt(this.endUnit, at);
    for (; at !== resource; at = this.towards[at] as number)
      this.market.takeAt(this.mover[at] as number, this.towards[at] as number);
  }

  private begin(except = none, home = none, detour = 0): void {
    this.search += 1;
    this.except = except;
    this.home = home;
    this.detour = detour;
    this.end(Number.POSITIVE_INFINITY, none, none);
  }

  private end(length: number, resource: number, unit: number): void {
    this.endLength = length;
    this.endResource = resource;
    this.endUnit = unit;
  }
}
