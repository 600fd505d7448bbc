import { divisionPath } from '@doorstep/domain';
import { noPast, obstacle, score, weights, type Offered, type Past, type Wanted } from './rank.js';

/** A resource that could serve a need, with its score: the sum of points times weights. */
export interface Candidate<R extends Offered = Offered> {
  readonly resource: R;
  readonly score: number;
}

/** A resource, with the part of its scores that is its own, and the most that it can get besides from any one pair. */
interface Rated<R> {
  readonly resource: R;
  readonly own: number;
  readonly atMost: number;
}

/**
 * Resources by what they are for and whom they reach: a need looks only where both fit, so that many needs and many
 * resources do not make a pair of each two.
 */
export class ResourceIndex<R extends Offered> {
  /** Pairs of a need and a resource that were looked at. */
  pairs = 0;
  private readonly byPlace = new Map<string, Rated<R>[]>();
  private readonly byCategory = new Map<string, R[]>();

  /** @param most candidates that a need keeps, the best ones. */
  constructor(
    resources: readonly R[],
    private readonly past: Past = noPast,
    private readonly most = 100,
  ) {
    for (const resource of resources)
      for (const category of resource.categories) {
        add(this.byCategory, category, resource);
        add(this.byPlace, `${category} ${resource.division}`, this.rated(category, resource));
      }
    for (const group of this.byPlace.values())
      group.sort((a, b) => b.atMost - a.atMost || (a.resource.name < b.resource.name ? -1 : 1));
    for (const group of this.byCategory.values()) group.sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** Resources that could serve a need, best first, ties broken by name; not more than are kept. */
  rank(need: Wanted, now: Date): readonly Candidate<R>[] {
    const found = divisionPath(need.division).flatMap((place) => this.bestOf(need, place, now));
    return found.sort(better).slice(0, this.most);
  }

  /** Resources of a need's category by name, also those that cannot serve it; a few. */
  ofCategory({ category }: Wanted): readonly R[] {
    return (this.byCategory.get(category) ?? []).slice(0, this.most);
  }

  /** The best of those who reach just one place; once there are enough, what cannot be among them is skipped. */
  private bestOf(need: Wanted, place: string, now: Date): readonly Candidate<R>[] {
    const found: Candidate<R>[] = [];
    let ofTheNeed: number | undefined;
    for (const { resource, own, atMost } of this.byPlace.get(`${need.category} ${place}`) ?? []) {
      const pair = { need, resource, now, past: this.past };
      ofTheNeed ??= score(pair, ofNeed);
      const worst = found[this.most - 1];
      if (worst && atMost + ofTheNeed <= worst.score) break;
      this.pairs += 1;
      if (obstacle(need, resource, now) !== undefined) continue;
      const candidate = { resource, score: own + ofTheNeed + score(pair, ofPair) };
      if (worst && better(worst, candidate) < 0) continue;
      found.splice(placeOf(found, candidate), 0, candidate);
      if (worst) found.pop();
    }
    return found;
  }

  private rated(category: string, resource: R): Rated<R> {
    const need: Wanted = { ...anybody, category, division: resource.division };
    const pair = { need, resource, now: new Date(0), past: this.past };
    const own = score(pair, ofResource);
    // Who wants one unit leaves the most for others.
    return { resource, own, atMost: own + score(pair, ['reach']) + 100 * weights.window };
  }
}

/** Parts of a score that depend on the need alone, on the resource and the category alone, and on both. */
const ofNeed = ['urgency', 'fairness'] as const;
const ofResource = ['category_fit', 'closeness', 'history'] as const;
const ofPair = ['reach', 'window'] as const;
const anybody = {
  name: '',
  quantity: 1,
  urgency: 'URGENCY_NORMAL',
  openFrom: undefined,
  openUntil: undefined,
} as const;

const better = (a: Candidate, b: Candidate): number =>
  b.score - a.score || (a.resource.name < b.resource.name ? -1 : 1);

/** Where a candidate belongs among others, the best first. */
function placeOf(sorted: readonly Candidate[], candidate: Candidate): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const other = sorted[middle];
    if (other && better(other, candidate) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

function add<T>(groups: Map<string, T[]>, key: string, item: T): void {
  const group = groups.get(key);
  if (group) group.push(item);
  else groups.set(key, [item]);
}
