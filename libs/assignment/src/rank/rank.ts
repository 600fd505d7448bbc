import { levelOf } from '@doorstep/domain';

/** From when until when something is of use, or there. */
interface Open {
  readonly openFrom?: Date | undefined;
  readonly openUntil?: Date | undefined;
}

/** What ranking looks at in a need. */
export interface Wanted extends Open {
  readonly name: string;
  /** Code of the division that has it. */
  readonly division: string;
  readonly category: string;
  /** Units, all of them from one resource. */
  readonly quantity: number;
  readonly urgency: Urgency;
}

/** What ranking looks at in a resource. */
export interface Offered extends Open {
  readonly name: string;
  /** Code of the division that it reaches, with all below. */
  readonly division: string;
  /** What it is for, the first before all. */
  readonly categories: readonly string[];
  /** Units, and those that are given already. */
  readonly capacity: number;
  readonly committed: number;
}

/** One part of a score: what was weighed, how well it fits (0 to 100), and why, in both languages. */
export interface Component {
  readonly code: keyof Weights;
  readonly weight: number;
  readonly points: number;
  readonly zh: string;
  readonly en: string;
}

/** How much each part counts; data, so that a county can set its own. */
export type Weights = Readonly<
  Record<'category_fit' | 'closeness' | 'reach' | 'window' | 'urgency' | 'fairness' | 'history', number>
>;

/** ⚑ Not in the report: what fits comes first, then what is urgent, near and in time, then who got little so far. */
export const weights: Weights = {
  category_fit: 30,
  closeness: 20,
  reach: 5,
  window: 10,
  urgency: 20,
  fairness: 10,
  history: 5,
};

/** What was given and decided before. */
export interface Past {
  /** Units that a compound got so far. */
  readonly given: ReadonlyMap<string, number>;
  /** Of each resource, by its name: suggestions that people decided on, and how many of them they confirmed. */
  readonly decided: ReadonlyMap<string, Readonly<{ all: number; confirmed: number }>>;
}

export const noPast: Past = { given: new Map(), decided: new Map() };

const levels = 4;
const pointsPerPlace = 10;
const minFit = 50;
const urgencyPoints = {
  URGENCY_UNSPECIFIED: 30,
  URGENCY_NORMAL: 30,
  URGENCY_URGENT: 70,
  URGENCY_CRITICAL: 100,
} as const;
type Urgency = keyof typeof urgencyPoints;

/** Why a resource cannot serve a need at all. */
export type Obstacle = 'other_category' | 'out_of_reach' | 'outside_hours' | 'full';

/** Why a resource cannot serve a need at all; undefined where it can. A need is served by one resource, or not. */
export function obstacle(need: Wanted, resource: Offered, now: Date): Obstacle | undefined {
  if (!resource.categories.includes(need.category)) return 'other_category';
  if (!need.division.startsWith(resource.division)) return 'out_of_reach'; // the codes of those above are its beginnings
  if (overlap(need, resource, now) <= 0) return 'outside_hours';
  return left(resource) < need.quantity ? 'full' : undefined;
}

/** What a resource can still give, in units. */
export const left = ({ capacity, committed }: Offered): number => capacity - committed;

/** A pair as its parts look at it. */
export interface Pair {
  readonly need: Wanted;
  readonly resource: Offered;
  readonly now: Date;
  readonly past: Past;
}

type Code = keyof Weights;
const codes = Object.keys(weights) as Code[];

/** 0 to 100 points a part. */
const points: Readonly<Record<Code, (pair: Pair) => number>> = {
  category_fit: ({ need, resource }) =>
    Math.max(minFit, 100 - pointsPerPlace * resource.categories.indexOf(need.category)),
  closeness: ({ resource }) => Math.round((100 * levelOf(resource.division)) / levels),
  // What would be left for others: a need that takes the last of a resource fits it less well.
  reach: ({ need, resource }) => Math.round((100 * leftAfter(need, resource)) / Math.max(1, resource.capacity)),
  window: ({ need, resource, now }) => Math.round(100 * overlap(need, resource, now)),
  urgency: ({ need }) => urgencyPoints[need.urgency],
  // 100 where the compound got nothing so far, half of it after one unit, a third after two.
  fairness: ({ need, past }) => Math.round(100 / (1 + (past.given.get(need.division) ?? 0))),
  // The share that people confirmed, as if two more had been decided on, one of them confirmed.
  history: ({ resource, past }) => {
    const { all, confirmed } = decidedOn(resource, past);
    return Math.round((100 * (confirmed + 1)) / (all + 2));
  },
};

type Text = Pick<Component, 'zh' | 'en'>;
const texts: Readonly<Record<Code, (pair: Pair) => Text>> = {
  category_fit: ({ need, resource }) => {
    const nth = resource.categories.indexOf(need.category) + 1;
    return nth === 1
      ? { zh: '正是该资源的主要类别', en: 'it is what the resource is for' }
      : { zh: `是该资源的第 ${String(nth)} 个类别`, en: `it is number ${String(nth)} of what the resource is for` };
  },
  closeness: ({ resource }) => {
    const at = levelOf(resource.division) - 1;
    return {
      zh: `资源面向同一${['县', '乡镇', '社区', '小区'][at] ?? ''}`,
      en: `the resource serves the same ${['county', 'township', 'community', 'compound'][at] ?? ''}`,
    };
  },
  reach: ({ need, resource }) => {
    const more = String(leftAfter(need, resource));
    return { zh: `满足该需求后资源还余 ${more} 份`, en: `the resource has ${more} more after this need` };
  },
  window: (pair) => {
    const percent = String(points.window(pair));
    return { zh: `需求时段的 ${percent}% 有资源可用`, en: `the resource is there for ${percent} % of the time asked` };
  },
  urgency: () => ({ zh: '按紧急程度优先', en: 'urgent needs come first' }),
  fairness: ({ need, past }) => {
    const got = String(past.given.get(need.division) ?? 0);
    return { zh: `该小区此前已获 ${got} 份资源`, en: `the compound got ${got} units so far` };
  },
  history: ({ resource, past }) => {
    const { all, confirmed } = decidedOn(resource, past);
    return {
      zh: `此前 ${String(all)} 次建议中确认 ${String(confirmed)} 次`,
      en: `${String(confirmed)} of ${String(all)} suggestions of it were confirmed before`,
    };
  },
};

/** Sum of points times weights of some parts, of all where none are named: 0 to 100 times the sum of the weights. */
export function score(pair: Pair, of: readonly Code[] = codes): number {
  let sum = 0;
  for (const code of of) sum += weights[code] * points[code](pair);
  return sum;
}

/** The parts of a pair's score. */
export const components = (pair: Pair): readonly Component[] =>
  codes.map((code) => ({ code, weight: weights[code], points: points[code](pair), ...texts[code](pair) }));

const leftAfter = ({ quantity }: Wanted, resource: Offered): number => Math.max(0, left(resource) - quantity);
const decidedOn = ({ name }: Offered, { decided }: Past) => decided.get(name) ?? { all: 0, confirmed: 0 };

/** Share of what is left of the need's window in which the resource is there, 0 to 1. */
function overlap(need: Wanted, resource: Offered, now: Date): number {
  const from = Math.max(now.getTime(), need.openFrom?.getTime() ?? 0);
  const until = need.openUntil?.getTime() ?? 0;
  if (until <= from) return 0;
  const shared =
    Math.min(until, resource.openUntil?.getTime() ?? 0) - Math.max(from, resource.openFrom?.getTime() ?? 0);
  return Math.max(0, shared / (until - from));
}
