/** Resources by distance, nearest first: a heap of four children, which knows where each resource lies in it. */
export class NearestFirst {
  size = 0;
  private readonly order: Int32Array;
  private readonly place: Int32Array;

  /** @param distance of each resource; the caller changes it only through `reach`. */
  constructor(readonly distance: Float64Array) {
    this.order = new Int32Array(distance.length);
    this.place = new Int32Array(distance.length).fill(-1);
  }

  /** The nearest resource; only where `size` is not 0. */
  get nearest(): number {
    return this.order[0] as number;
  }

  /** Puts a resource in at a distance, or brings it nearer if it is in already; whether it is nearer now. */
  reach(resource: number, distance: number): boolean {
    let at = this.place[resource] as number;
    if (at < 0) at = this.size++;
    else if (distance >= (this.distance[resource] as number)) return false;
    this.distance[resource] = distance;
    const { order, place } = this;
    while (at > 0) {
      const parent = (at - 1) >> 2;
      const other = order[parent] as number;
      if ((this.distance[other] as number) <= distance) break;
      order[at] = other;
      place[other] = at;
      at = parent;
    }
    order[at] = resource;
    place[resource] = at;
    return true;
  }

  /** Takes the nearest out. */
  pop(): number {
    const { order, place, nearest } = this;
    place[nearest] = -1;
    this.size -= 1;
    if (this.size > 0) this.sink(order[this.size] as number);
    return nearest;
  }

  /** Takes all out. */
  clear(): void {
    for (let at = 0; at < this.size; at++) this.place[this.order[at] as number] = -1;
    this.size = 0;
  }

  private sink(resource: number): void {
    const { order, place, distance, size } = this;
    const own = distance[resource] as number;
    let at = 0;
    for (let child = 1; child < size; child = 4 * at + 1) {
      let least = child;
      for (let next = child + 1; next < size && next < child + 4; next++)
        if ((distance[order[next] as number] as number) < (distance[order[least] as number] as number)) least = next;
      const other = order[least] as number;
      if ((distance[other] as number) >= own) break;
      order[at] = other;
      place[other] = at;
      at = least;
    }
    order[at] = resource;
    place[resource] = at;
  }
}
