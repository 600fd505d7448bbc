import type { Need, Need_Urgency as Urgency } from '@doorstep/contracts/matching/v1/need.js';
import type { Resource } from '@doorstep/contracts/matching/v1/resource.js';
import { divisionPath, within } from '@doorstep/domain';

/** One part of a score: what was weighed, how well it fits (0 to 100), and why, in both languages. */
export interface Component {
  readonly code: keyof Weights;
  readonly weight: number;
  readonly points: number;
  readonly zh: string;
  readonly en: string;
}

/** How much each part counts; data, so that a county can set its own. */
export interface Weights {
  readonly category_fit: number;
  readonly closeness: number;
  readonly window: number;
  readonly urgency: number;
}

/** ⚑ Not in the report: what fits comes first, then what is near, in time and urgent. */
export const weights: Weights = { category_fit: 40, closeness: 25, window: 15, urgency: 20 };

/** A resource that could serve a need, with its score: the sum of points times weights. */
export interface Candidate {
  readonly resource: Resource;
  readonly score: number;
  readonly components: readonly Component[];
}

const levels = 4;
const pointsPerPlace = 10;
const minFit = 50;
const urgencyPoints: Readonly<Record<Urgency, number>> = {
  URGENCY_UNSPECIFIED: 30,
  URGENCY_NORMAL: 30,
  URGENCY_URGENT: 70,
  URGENCY_CRITICAL: 100,
};

/** Why a resource cannot serve a need at all; undefined where it can. */
export function obstacle(
  need: Need,
  resource: Resource,
  now: Date,
): 'other_category' | 'out_of_reach' | 'outside_hours' | 'full' | undefined {
  if (!resource.categories.includes(need.category)) return 'other_category';
  if (!within(need.division, resource.division)) return 'out_of_reach';
  if (overlap(need, resource, now) <= 0) return 'outside_hours';
  return resource.capacity - resource.committed < need.quantity ? 'full' : undefined;
}

/**
 * Resources that could serve a need, best first, ties broken by name. Looks only at those of the need's category.
 * @param byCategory resources by each category that they meet: `byCategory(resources)`.
 */
export function rank(
  need: Need,
  byCategory: ReadonlyMap<string, readonly Resource[]>,
  now: Date,
): readonly Candidate[] {
  return (byCategory.get(need.category) ?? [])
    .filter((resource) => obstacle(need, resource, now) === undefined)
    .map((resource) => candidate(need, resource, now))
    .sort((a, b) => b.score - a.score || (a.resource.name < b.resource.name ? -1 : 1));
}

/** Resources by each category that they meet. */
export function byCategory(resources: readonly Resource[]): ReadonlyMap<string, readonly Resource[]> {
  const index = new Map<string, Resource[]>();
  for (const resource of resources) {
    for (const category of resource.categories) index.set(category, [...(index.get(category) ?? []), resource]);
  }
  return index;
}

function candidate(need: Need, resource: Resource, now: Date): Candidate {
  const components = [
    categoryFit(need, resource),
    closeness(need, resource),
    timing(need, resource, now),
    urgency(need),
  ];
  return { resource, components, score: components.reduce((sum, { weight, points }) => sum + weight * points, 0) };
}

function categoryFit({ category }: Need, { categories }: Resource): Component {
  const place = categories.indexOf(category);
  const points = Math.max(minFit, 100 - pointsPerPlace * place);
  return {
    code: 'category_fit',
    weight: weights.category_fit,
    points,
    zh: place === 0 ? '正是该资源的主要类别' : `是该资源的第 ${String(place + 1)} 个类别`,
    en:
      place === 0 ? 'it is what the resource is for' : `it is number ${String(place + 1)} of what the resource is for`,
  };
}

function closeness({ division }: Need, { division: reach }: Resource): Component {
  const depth = divisionPath(reach).filter((code) => within(division, code)).length;
  const [zh, en] = [
    ['县', '乡镇', '社区', '小区'][depth - 1] ?? '',
    ['county', 'township', 'community', 'compound'][depth - 1] ?? '',
  ];
  const points = Math.round((100 * depth) / levels);
  return {
    code: 'closeness',
    weight: weights.closeness,
    points,
    zh: `资源面向同一${zh}`,
    en: `the resource serves the same ${en}`,
  };
}

function timing(need: Need, resource: Resource, now: Date): Component {
  const points = Math.round(100 * overlap(need, resource, now));
  return {
    code: 'window',
    weight: weights.window,
    points,
    zh: `需求时段的 ${String(points)}% 有资源可用`,
    en: `the resource is there for ${String(points)} % of the time asked`,
  };
}

function urgency({ urgency: level }: Need): Component {
  const points = urgencyPoints[level];
  return { code: 'urgency', weight: weights.urgency, points, zh: '按紧急程度优先', en: 'urgent needs come first' };
}

/** Share of what is left of the need's window in which the resource is there, 0 to 1. */
function overlap(need: Need, resource: Resource, now: Date): number {
  const from = Math.max(now.getTime(), need.openFrom?.getTime() ?? 0);
  const until = need.openUntil?.getTime() ?? 0;
  if (until <= from) return 0;
  const shared =
    Math.min(until, resource.openUntil?.getTime() ?? 0) - Math.max(from, resource.openFrom?.getTime() ?? 0);
  return Math.max(0, shared / (until - from));
}
