/** A matching problem as plain arrays: what both our solver and its peers are given. */
export interface Instance {
  readonly name: string;
  readonly seed: number;
  readonly needs: number;
  readonly capacity: Int32Array;
  /** Need i has the candidates `rowStart[i]` to `rowStart[i + 1]`. */
  readonly rowStart: Int32Array;
  readonly column: Int32Array;
  readonly score: Int32Array;
}

/** Size and seed of an instance; a family decides the rest. */
export interface Size {
  readonly needs: number;
  readonly seed: number;
}

/** Needs that share one resource on average. */
const perResource = 8;
/** Candidates of each need. */
export const degree = 30;
/** Highest score, as ranking gives them: 100 points times weights of 100. */
const top = 10_000;

/** Deterministic numbers below a bound: mulberry32. */
export function randomFrom(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

type Random = ReturnType<typeof randomFrom>;
/** Capacities, given their number. */
export type Capacities = keyof typeof capacities;

/** How much there is: just enough, twice as much, some much and some nothing, or exactly one for each need, unevenly. */
const capacities = {
  tight: (count: number) => new Int32Array(count).fill(perResource),
  loose: (count: number) => new Int32Array(count).fill(2 * perResource),
  mixed: (count: number, random: Random) => Int32Array.from({ length: count }, () => random(2 * perResource + 1)),
  exact: (count: number, random: Random) => {
    const each = new Int32Array(count);
    for (let given = 0; given < count * perResource; given++) {
      const at = random(count);
      each[at] = (each[at] ?? 0) + 1;
    }
    return each;
  },
} satisfies Record<string, (count: number, random: Random) => Int32Array>;

/** Builds an instance whose candidates are written by `fill(need, columns, scores)`, each array `degree` long. */
export function build(
  name: string,
  { needs, seed }: Size,
  kind: Capacities,
  fillWith: (random: Random, resources: number, needs: number) => Fill,
): Instance {
  const random = randomFrom(seed);
  const resources = Math.max(degree, Math.floor(needs / perResource));
  const rowStart = Int32Array.from({ length: needs + 1 }, (_, i) => i * degree);
  const column = new Int32Array(needs * degree);
  const score = new Int32Array(needs * degree);
  const fill = fillWith(random, resources, needs);
  for (let need = 0; need < needs; need++) {
    const at = need * degree;
    fill(need, column.subarray(at, at + degree), score.subarray(at, at + degree));
  }
  return { name, seed, needs, capacity: capacities[kind](resources, random), rowStart, column, score };
}

/** As many needs as resources, each of one unit, and a score for every pair. */
export function fullSquare(needs: number, seed: number): Instance {
  const random = randomFrom(seed);
  return {
    name: 'dense',
    seed,
    needs,
    capacity: new Int32Array(needs).fill(1),
    rowStart: Int32Array.from({ length: needs + 1 }, (_, i) => i * needs),
    column: Int32Array.from({ length: needs * needs }, (_, edge) => edge % needs),
    score: Int32Array.from({ length: needs * needs }, () => random(1_000_000)),
  };
}

type Fill = (need: number, columns: Int32Array, scores: Int32Array) => void;

/** Distinct resources by chance. */
function anyOf(random: Random, resources: number, columns: Int32Array): void {
  for (let k = 0; k < columns.length; k++) {
    let pick = random(resources);
    while (columns.subarray(0, k).includes(pick)) pick = random(resources);
    columns[k] = pick;
  }
}

/** Anything for anybody, at any score. */
export const byChance =
  (random: Random, resources: number): Fill =>
  (_, columns, scores) => {
    anyOf(random, resources, columns);
    for (let k = 0; k < scores.length; k++) scores[k] = 1 + random(top);
  };

/** Anything for anybody, at one of the given scores. */
export const atLevels =
  (...levels: readonly number[]) =>
  (random: Random, resources: number): Fill =>
  (_, columns, scores) => {
    anyOf(random, resources, columns);
    for (let k = 0; k < scores.length; k++) scores[k] = levels[random(levels.length)] ?? 0;
  };

/** By chance, but one resource is wanted by all, and most. */
export const oneHot = (random: Random, resources: number): Fill => {
  const others = byChance(random, resources);
  return (need, columns, scores) => {
    others(need, columns, scores);
    const at = columns.indexOf(0);
    columns[Math.max(at, 0)] = 0;
    scores[Math.max(at, 0)] = top + random(top);
  };
};

/**
 * Resources along a road, and needs that crowd towards its start: whoever comes pushes those before him along, to the
 * free places at its end.
 */
export const alongARoad =
  (random: Random, resources: number, needs: number): Fill =>
  (need, columns, scores) => {
    const crowd = 0.9;
    const home = Math.floor(((need * crowd) / needs) * (resources - degree));
    for (let k = 0; k < columns.length; k++) {
      columns[k] = home + k;
      scores[k] = top - k * 100 - random(50);
    }
  };
