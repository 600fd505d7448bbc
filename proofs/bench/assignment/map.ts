import { degree, type randomFrom } from './instances.ts';

type Random = ReturnType<typeof randomFrom>;

/** Places on the unit square, `x` and `y` each as many as there are. */
interface Places {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/** Even all over the square. */
export const even = (random: Random, count: number): Places => ({
  x: Float64Array.from({ length: count }, () => random(1e9) / 1e9),
  y: Float64Array.from({ length: count }, () => random(1e9) / 1e9),
});

/** In towns: around few centres, of which the first are the largest. */
export const inTowns = (random: Random, count: number, centres: Places): Places => {
  const near = (axis: Float64Array, town: number) => {
    const spread = (random(1e6) + random(1e6) + random(1e6)) / 3e6 - 0.5;
    return Math.min(0.999999, Math.max(0, (axis[town] ?? 0) + spread * 0.1));
  };
  const places = { x: new Float64Array(count), y: new Float64Array(count) };
  for (let at = 0; at < count; at++) {
    const town = Math.min(random(centres.x.length), random(centres.x.length));
    places.x[at] = near(centres.x, town);
    places.y[at] = near(centres.y, town);
  }
  return places;
};

/** Resources by the cell of a grid, so that the nearest are found by looking around. */
class Grid {
  private readonly side: number;
  private readonly first: Int32Array;
  private readonly next: Int32Array;
  private readonly found = new Float64Array(degree);

  private readonly places: Places;

  constructor(places: Places) {
    this.places = places;
    const count = places.x.length;
    this.side = Math.max(1, Math.floor(Math.sqrt(count / 4)));
    this.first = new Int32Array(this.side * this.side).fill(-1);
    this.next = new Int32Array(count);
    for (let at = 0; at < count; at++) {
      const cell = this.cell(places.x[at] ?? 0) + this.side * this.cell(places.y[at] ?? 0);
      this.next[at] = this.first[cell] ?? -1;
      this.first[cell] = at;
    }
  }

  private cell(at: number): number {
    return Math.min(this.side - 1, Math.floor(at * this.side));
  }

  /** Writes the nearest places to (x, y), nearest first, into `columns`; answers their distances. */
  nearest(x: number, y: number, columns: Int32Array): Float64Array {
    const [cx, cy] = [this.cell(x), this.cell(y)];
    let count = 0;
    for (let ring = 0; ring < this.side; ring++) {
      // All that lie within `ring` cells are known before ring + 1 is looked at.
      if (count === columns.length && (this.found[count - 1] ?? 0) < (ring - 1) / this.side) break;
      for (let v = cy - ring; v <= cy + ring; v++) {
        const step = Math.abs(v - cy) === ring ? 1 : Math.max(1, 2 * ring);
        for (let u = cx - ring; u <= cx + ring; u += step)
          if (u >= 0 && v >= 0 && u < this.side && v < this.side)
            count = this.scan(u + this.side * v, x, y, columns, count);
      }
    }
    return this.found;
  }

  private scan(cell: number, x: number, y: number, columns: Int32Array, before: number): number {
    let count = before;
    for (let at = this.first[cell] ?? -1; at >= 0; at = this.next[at] ?? -1) {
      const distance = Math.hypot((this.places.x[at] ?? 0) - x, (this.places.y[at] ?? 0) - y);
      let k = Math.min(count, columns.length - 1);
      if (count === columns.length && distance >= (this.found[k] ?? 0)) continue;
      for (; k > 0 && (this.found[k - 1] ?? 0) > distance; k--) {
        this.found[k] = this.found[k - 1] ?? 0;
        columns[k] = columns[k - 1] ?? 0;
      }
      this.found[k] = distance;
      columns[k] = at;
      count = Math.min(count + 1, columns.length);
    }
    return count;
  }
}

/**
 * A county: needs look to the resources nearest to them; a score falls with the distance and rises with how urgent the
 * need and how good the resource is.
 */
export const onAMap =
  (place: (random: Random, count: number, centres: Places) => Places) =>
  (random: Random, resources: number, needs: number) => {
    const centres = even(random, Math.max(3, Math.ceil(Math.sqrt(resources) / 4)));
    const [offers, homes] = [place(random, resources, centres), place(random, needs, centres)];
    const quality = Int32Array.from({ length: resources }, () => random(1_500));
    const grid = new Grid(offers);
    const reach = Math.sqrt(degree / resources);
    return (need: number, columns: Int32Array, scores: Int32Array): void => {
      const distances = grid.nearest(homes.x[need] ?? 0, homes.y[need] ?? 0, columns);
      const urgent = random(2_000);
      for (let k = 0; k < columns.length; k++) {
        const fit = Math.max(0, Math.round(6_500 * (1 - (distances[k] ?? 0) / reach)));
        scores[k] = fit + urgent + (quality[columns[k] ?? 0] ?? 0);
      }
    };
  };
