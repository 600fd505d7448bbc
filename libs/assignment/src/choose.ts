import type { Need } from '@doorstep/contracts/matching/v1/need.js';
import type { Resource } from '@doorstep/contracts/matching/v1/resource.js';
import { byCategory, obstacle, rank, type Candidate } from './rank.js';

/** A resource that a need did not get, and why. */
export interface Alternative {
  readonly resource: string;
  readonly score: number;
  readonly whyNot: 'full' | 'better_elsewhere' | 'out_of_reach' | 'outside_hours' | 'other_category';
  readonly zh: string;
  readonly en: string;
}

/** What was found for one need; no `chosen` where nothing is left for it. */
export interface Choice {
  readonly need: Need;
  readonly chosen: Candidate | undefined;
  readonly alternatives: readonly Alternative[];
}

const maxAlternatives = 5;

const sentences: Readonly<Record<Alternative['whyNot'], { zh: string; en: string }>> = {
  full: { zh: '该资源已分配给得分更高的需求', en: 'its capacity went to needs with a higher score' },
  better_elsewhere: { zh: '另一资源更适合该需求', en: 'another resource fits the need better' },
  out_of_reach: { zh: '该资源不面向需求所在地', en: 'it does not reach the place of the need' },
  outside_hours: { zh: '该资源的可用时段与需求不重合', en: 'it is not there when the need is open' },
  other_category: { zh: '该资源属于其他类别', en: 'it is of another category' },
};

/**
 * Gives each need at most one resource, whole quantities within capacity: the best pairs first, ties broken by names,
 * so that the same input always has the same answer.
 */
export function choose(needs: readonly Need[], resources: readonly Resource[], now: Date): readonly Choice[] {
  const index = byCategory(resources);
  const ranked = new Map(needs.map((need) => [need.name, rank(need, index, now)]));
  const free = new Map(resources.map(({ name, capacity, committed }) => [name, capacity - committed]));
  const chosen = new Map<string, Candidate>();
  const pairs = needs.flatMap((need) => (ranked.get(need.name) ?? []).map((candidate) => ({ need, candidate })));
  pairs.sort(
    (a, b) =>
      b.candidate.score - a.candidate.score ||
      compare(a.need.name, b.need.name) ||
      compare(a.candidate.resource.name, b.candidate.resource.name),
  );
  for (const { need, candidate } of pairs) {
    const left = free.get(candidate.resource.name) ?? 0;
    if (chosen.has(need.name) || left < need.quantity) continue;
    chosen.set(need.name, candidate);
    free.set(candidate.resource.name, left - need.quantity);
  }
  return needs.map((need) => {
    const own = chosen.get(need.name);
    return { need, chosen: own, alternatives: alternatives(need, own, ranked.get(need.name) ?? [], index, now) };
  });
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The best that a need did not get; where it got nothing, also those of its category that could not serve it. */
function alternatives(
  need: Need,
  chosen: Candidate | undefined,
  ranked: readonly Candidate[],
  index: ReadonlyMap<string, readonly Resource[]>,
  now: Date,
): readonly Alternative[] {
  const able = ranked
    .filter((candidate) => candidate !== chosen)
    .map(({ resource, score }) =>
      alternative(resource, score, chosen && chosen.score >= score ? 'better_elsewhere' : 'full'),
    );
  const unable = (chosen ? [] : (index.get(need.category) ?? [])).flatMap((resource) => {
    const why = obstacle(need, resource, now);
    return why === undefined ? [] : [alternative(resource, 0, why)];
  });
  return [...able, ...unable].slice(0, maxAlternatives);
}

const alternative = ({ name }: Resource, score: number, whyNot: Alternative['whyNot']): Alternative => ({
  resource: name,
  score,
  whyNot,
  ...sentences[whyNot],
});
