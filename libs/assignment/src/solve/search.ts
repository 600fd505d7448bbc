import { Ball } from './ball.js';
import type { Market } from '../market/market.js';
import { none } from '../market/none.js';
import { kept, line, others, outside } from '../market/short-lists.js';

/** Candidates of a resource that take as long to look at as one unit does. */
const perLook = 24;
/** Looks that it takes to make a unit's list anew. */
const perList = 2;
/** A search goes on from its far end once it took a look for so many units: that end costs a glance at each of them. */
const perGlance = 15;

/**
 * The shortest chain of moves, by what each move would lose at the prices of now: Dijkstra's search, from the end that
 * is given (`near`) and, once that grows long, from all other ends at once (`far`) as well: Pohl's bidirectional search.
 * One ball holds the resources to which a unit can come (`arrivals`), the other those where room can be made (`room`).
 * A search for a unit's place grows the first from the unit; one for a taker of what is free grows the second from it.
 */
export class Search {
  /** Times that a unit's or a resource's candidates were looked through. */
  looks = 0;
  readonly arrivals: Ball;
  readonly room: Ball;
  near: Ball;
  far: Ball;
  /**
   * The best chain that was seen: its length; the unit that comes to a resource, or is left out where that is `none`; and
   * whether room is made there by others in turn.
   */
  length = 0;
  resource = none;
  unit = none;
  onwards = false;
  private except = none;
  private home = none;
  private detour = 0;

  constructor(private readonly market: Market) {
    const resources = market.problem.capacity.length;
    this.near = this.arrivals = new Ball(resources);
    this.far = this.room = new Ball(resources);
  }

  /**
   * Forgets the last search.
   * @param except a need that must not move, or not come to `home`.
   * @param home a resource that has a place for whoever comes to it.
   * @param detour what is lost besides, unless the way ends at `home`.
   */
  begin(near: Ball, except = none, home = none, detour = 0): void {
    this.near = near;
    this.far = near === this.room ? this.arrivals : this.room;
    this.arrivals.clear();
    this.room.clear();
    near.begun = true;
    this.except = except;
    this.home = home;
    this.detour = detour;
    this.found(Number.POSITIVE_INFINITY, none, none, false);
  }

  /** Grows the near ball, and where `both` the far one too, until no shorter chain can be. */
  run(both: boolean): void {
    const { near, far, market } = this;
    const glance = market.units / perGlance + (near === this.room ? perList * market.idle : 0);
    while (near.edge + far.edge < this.length) {
      if (both && !far.begun && near.work > glance) this.beginFar();
      else this.grow(far.begun && far.work < near.work ? far : near);
    }
  }

  private grow(ball: Ball): void {
    if (ball === this.arrivals) this.spread();
    else this.gather();
  }

  /** Puts all other ends into the far ball. */
  private beginFar(): void {
    const { near, far, market } = this;
    far.begun = true;
    far.work = near.work;
    if (far === this.room) {
      for (let j = 0; j < market.price.length; j++) if (market.free(j)) this.makesRoom(j, 0, none, none);
      market.eachLeaver(this.length - near.radius, (unit, resource, loss) =>
        this.makesRoom(resource, loss, unit, none),
      );
    } else {
      market.price.forEach((price, j) => {
        if (price < this.length - near.radius) this.comes(none, j, price);
      });
      market.eachIdle((unit) => this.lookAround(unit, none, 0, market.profit[unit] as number));
    }
  }

  /** Follows all moves away from the nearest resource to which a unit can come. */
  private spread(): void {
    const { market, arrivals, room } = this;
    const resource = arrivals.settle();
    const near = arrivals.radius;
    const level = market.fallen + (market.price[resource] as number) - near;
    arrivals.work += 1;
    for (let other = market.firstHolder(resource); other !== none; other = market.nextHolder(other))
      if ((market.limit[other] as number) - level < this.length - room.radius)
        this.lookAround(other, resource, near, market.profit[other] as number);
  }

  /** Follows all moves towards the nearest resource in which room can be made. */
  private gather(): void {
    const resource = this.room.settle();
    this.lookForTakers(resource, this.room.radius);
  }

  /** Sees where a unit could go from a resource `near`, and what each move would lose against its `profit` of now. */
  lookAround(unit: number, at: number, near: number, profit: number): void {
    const { market } = this;
    if (market.needOf[unit] === this.except) return;
    const { lists, fallen } = market;
    const level = near + profit;
    const first = unit * line;
    const out = lists.lines[first + outside] as number;
    if (this.near === this.arrivals && level - out + this.detour < this.length)
      this.found(level - out + this.detour, none, unit, false);
    const reach = this.length - this.room.radius;
    let rest = (lists.lines[first + others] as number) + fallen;
    if (level - rest < reach) {
      lists.renew(unit);
      this.arrivals.work += perList;
      rest = (lists.lines[first + others] as number) + fallen;
    }
    const whole = level - rest < reach;
    const second = whole ? this.lookAtRow(unit, at, level, out) : this.lookAtList(unit, at, level, Math.max(out, rest));
    const held = market.held[unit] as number;
    if (held !== none) market.limit[unit] = (market.problem.score[held] as number) - second + fallen;
    this.looks += 1;
    this.arrivals.work += 1;
  }

  /** Looks at the candidates at hand; the most that another place than `at` can be worth. */
  private lookAtList(unit: number, at: number, level: number, rest: number): number {
    const { price, lists } = this.market;
    const { lines } = lists;
    const { radius } = this.room;
    let second = rest;
    for (let k = unit * line, end = k + 2 * kept; k < end; k += 2) {
      const resource = lines[k] as number;
      if (resource === at) continue;
      const value = (lines[k + 1] as number) - (price[resource] as number);
      if (value > second) second = value;
      if (level - value < this.length - radius) this.comes(unit, resource, level - value);
    }
    return second;
  }

  /** As `lookAtList`, at all candidates. */
  private lookAtRow(unit: number, at: number, level: number, out: number): number {
    const { price, needOf, problem } = this.market;
    const { rowStart, column, score } = problem;
    const { radius } = this.room;
    const need = needOf[unit] as number;
    let second = out;
    for (let edge = rowStart[need] as number, end = rowStart[need + 1] as number; edge < end; edge++) {
      const resource = column[edge] as number;
      if (resource === at) continue;
      const value = (score[edge] as number) - (price[resource] as number);
      if (value > second) second = value;
      if (level - value < this.length - radius) this.comes(unit, resource, level - value);
    }
    return second;
  }

  /** Notes that a unit could come to a resource. */
  private comes(unit: number, resource: number, length: number): void {
    if (this.near === this.arrivals) {
      if (resource === this.home) return this.shorter(length, resource, unit, false);
      if (this.market.free(resource)) return this.shorter(length + this.detour, resource, unit, false);
    }
    if (this.arrivals.reach(resource, length, unit) && this.room.has(resource))
      this.shorter(length + (this.room.distance[resource] as number), resource, unit, true);
  }

  /** Sees who could come to a resource, and what each would lose by it. */
  private lookForTakers(resource: number, near: number): void {
    const { profit, unitStart, price } = this.market;
    const { start, length, owner, score } = this.market.byResource();
    const level = near + (price[resource] as number);
    if (this.near === this.room) this.shorter(level, resource, none, true);
    const { radius } = this.arrivals;
    const from = start[resource] as number;
    const end = from + (length[resource] as number);
    for (let k = from; k < end; k++) {
      const need = owner[k] as number;
      const worth = level - (score[k] as number);
      for (let unit = unitStart[need] as number, last = unitStart[need + 1] as number; unit < last; unit++) {
        const loss = worth + (profit[unit] as number);
        if (loss < this.length - radius) this.couldCome(unit, need, resource, loss);
      }
    }
    this.looks += 1;
    this.room.work += 1 + (end - from) / perLook;
  }

  private couldCome(unit: number, need: number, resource: number, length: number): void {
    if (need === this.except && (this.home === none || this.home === resource)) return;
    const edge = this.market.held[unit] as number;
    if (edge !== none) this.makesRoom(this.market.problem.column[edge] as number, length, unit, resource);
    else if (this.near === this.room) this.shorter(length, resource, unit, true);
  }

  /** Notes that a unit could leave a resource, towards another or to be left out. */
  private makesRoom(resource: number, length: number, unit: number, towards: number): void {
    const { arrivals, room } = this;
    if (room.reach(resource, length, unit, towards) && arrivals.has(resource))
      this.shorter(
        (arrivals.distance[resource] as number) + length,
        resource,
        arrivals.mover[resource] as number,
        true,
      );
  }

  private shorter(length: number, resource: number, unit: number, onwards: boolean): void {
    if (length < this.length) this.found(length, resource, unit, onwards);
  }

  private found(length: number, resource: number, unit: number, onwards: boolean): void {
    this.length = length;
    this.resource = resource;
    this.unit = unit;
    this.onwards = onwards;
  }
}
