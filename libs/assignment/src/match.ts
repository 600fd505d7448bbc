import { ResourceIndex, type Candidate } from './rank/candidates.js';
import type { Explanation } from './explain.js';
import { none } from './market/none.js';
import { Matching } from './matching.js';
import { problem, type Problem } from './problem/problem.js';
import { components, left, noPast, obstacle } from './rank/rank.js';
import type { Component, Obstacle, Offered, Past, Wanted } from './rank/rank.js';
import { solve, type Solution, type Watch } from './solve/solve.js';
import { verify } from './problem/verify.js';
import { inOneHand } from './solve/whole.js';
import { sentences } from './rank/sentences.js';

/** A resource that a need did not get, and why. */
interface Alternative<R extends Offered = Offered> extends Candidate<R> {
  readonly whyNot: Obstacle | 'better_elsewhere';
  readonly zh: string;
  readonly en: string;
}

/** The resource that a need is to get, with its score and what the score is made of. */
export interface Chosen<R extends Offered = Offered> extends Candidate<R> {
  readonly components: readonly Component[];
}

/** What was found for one need; no `chosen` where nothing is left for it. */
export interface Choice<N extends Wanted = Wanted, R extends Offered = Offered> {
  readonly need: N;
  readonly chosen: Chosen<R> | undefined;
  readonly alternatives: readonly Alternative<R>[];
}

/** Alternatives that a choice names. */
const maxAlternatives = 5;
/** Pairs that a run weighs: the fewer needs, the more candidates each keeps. */
const maxPairs = 5_000_000;
const minCandidates = 50;

/** A proof failed: the solver is wrong. Nothing of its answer may be used. */
class Unproved extends Error {
  override readonly name = 'Unproved';
}

/**
 * Brings needs and resources together so that the sum of scores is the highest there is, proves it, and says of each
 * need why it did not get others. The same input has the same answer, in whatever order it comes. Yields a choice a need,
 * by name.
 *
 * The solver places units; a need of several gets them from one resource, or none, as `inOneHand` arranges.
 * @param past what was given and decided before.
 * @throws Cancelled where the caller stops it, Unproved where a check fails.
 */
export function* match<N extends Wanted, R extends Offered>(
  needs: readonly N[],
  resources: readonly R[],
  now: Date,
  past: Past = noPast,
  watch: Watch = {},
): Generator<Choice<N, R>> {
  const [wanted, offered] = [[...needs].sort(byName), [...resources].sort(byName)];
  const index = new ResourceIndex(offered, past, Math.max(minCandidates, Math.floor(maxPairs / needs.length)));
  const ranked = wanted.map((need) => index.rank(need, now));
  const posed = pose(wanted, offered, ranked);
  const solution = proved(posed, watch);
  const places = inOneHand(posed, solution.chosen);
  const matching = new Matching(posed, solution);
  for (const [i, need] of wanted.entries()) {
    const first = posed.rowStart[i] ?? 0;
    const place = (places[i] ?? none) - first;
    const row = ranked[i] ?? [];
    const best = row[place];
    const chosen = best && { ...best, components: components({ need, resource: best.resource, now, past }) };
    const explain = (k: number): Explanation => matching.explain(i, posed.column[first + k] ?? none);
    const able = passedOver(row, place, need.quantity === 1 ? explain : undefined);
    const unable = chosen ? [] : index.ofCategory(need).flatMap((resource) => unfit(need, resource, now));
    yield { need, chosen, alternatives: [...able, ...unable].slice(0, maxAlternatives) };
  }
}

const byName = (a: { readonly name: string }, b: { readonly name: string }): number =>
  a.name < b.name ? -1 : a.name > b.name ? 1 : 0;

/** The pairs as a problem: what is left of each resource, and a row a need. */
function pose(
  wanted: readonly Wanted[],
  offered: readonly Offered[],
  ranked: readonly (readonly Candidate[])[],
): Problem {
  const at = new Map(offered.map(({ name }, j) => [name, j]));
  const rowStart = new Int32Array(wanted.length + 1);
  ranked.forEach((row, i) => (rowStart[i + 1] = (rowStart[i] ?? 0) + row.length));
  const pairs = ranked.flat();
  return problem({
    capacity: offered.map((resource) => Math.max(0, left(resource))),
    quantity: wanted.map(({ quantity }) => quantity),
    rowStart,
    column: pairs.map(({ resource }) => at.get(resource.name) ?? none),
    score: pairs.map(({ score }) => score),
  });
}

function proved(posed: Problem, watch: Watch): Solution {
  const solution = solve(posed, watch);
  const { fault } = verify(posed, solution);
  if (fault !== undefined) throw new Unproved(fault);
  return solution;
}

/**
 * The best candidates that a need did not get, and what would have changed that.
 * @param place the one that it got, −1 where none.
 * @param explain the explanation of a candidate; absent where units are not explained one by one.
 */
function passedOver<R extends Offered>(
  row: readonly Candidate<R>[],
  place: number,
  explain: ((k: number) => Explanation) | undefined,
): readonly Alternative<R>[] {
  const chosen = row[place];
  const others = row.keys().filter((k) => k !== place);
  return [...others.take(maxAlternatives)].flatMap((k) => {
    const candidate = row[k];
    if (!candidate) return [];
    const { raise, oneMore } = explain?.(k) ?? {};
    const whyNot = chosen && chosen.score >= candidate.score ? 'better_elsewhere' : 'full';
    return [{ ...candidate, whyNot, ...sentences(whyNot, raise, oneMore) }];
  });
}

function unfit<R extends Offered>(need: Wanted, resource: R, now: Date): Alternative<R>[] {
  const whyNot = obstacle(need, resource, now);
  return whyNot === undefined ? [] : [{ resource, score: 0, whyNot, ...sentences(whyNot) }];
}
