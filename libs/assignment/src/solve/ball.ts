import { NearestFirst } from './heap.js';
import { none } from '../market/none.js';

/**
 * What a search has reached from one of its ends: resources with the least loss by which a unit comes to them, or by
 * which room is made in them. All that lies within `radius` is settled.
 */
export class Ball {
  radius = 0;
  /** Whether it has a centre yet; until then all is as far as its radius. */
  begun = false;
  /** What it took, in looks. */
  work = 0;
  settled = 0;
  /** Settled resources, nearest first, `settled` of them. */
  readonly order: Int32Array;
  readonly distance: Float64Array;
  /** By resource: the unit that comes to it, or leaves it; and in a search for room where that would go. */
  readonly mover: Int32Array;
  readonly towards: Int32Array;
  private readonly reachedBy: Int32Array;
  private readonly heap: NearestFirst;
  private search = 0;

  constructor(resources: number) {
    this.order = new Int32Array(resources);
    this.distance = new Float64Array(resources);
    this.mover = new Int32Array(resources);
    this.towards = new Int32Array(resources);
    this.reachedBy = new Int32Array(resources);
    this.heap = new NearestFirst(this.distance);
  }

  /** Forgets all, by a number that is new each time. */
  clear(): void {
    this.search += 1;
    this.heap.clear();
    this.radius = 0;
    this.begun = false;
    this.work = 0;
    this.settled = 0;
  }

  /** How far the nearest lies that is not settled. */
  get edge(): number {
    if (!this.begun) return 0;
    return this.heap.size > 0 ? (this.distance[this.heap.nearest] as number) : Number.POSITIVE_INFINITY;
  }

  has(resource: number): boolean {
    return this.reachedBy[resource] === this.search;
  }

  /** Reaches a resource; whether it is nearer now than it was. */
  reach(resource: number, length: number, mover: number, towards = none): boolean {
    if (this.has(resource)) {
      if (length >= (this.distance[resource] as number)) return false;
    } else this.reachedBy[resource] = this.search;
    this.heap.reach(resource, length);
    this.mover[resource] = mover;
    this.towards[resource] = towards;
    return true;
  }

  /** Settles the nearest resource. */
  settle(): number {
    const resource = this.heap.pop();
    this.radius = this.distance[resource] as number;
    this.order[this.settled++] = resource;
    return resource;
  }
}
