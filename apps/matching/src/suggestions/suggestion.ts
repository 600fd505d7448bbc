import type { Figures } from '@doorstep/contracts/figures.js';
import type { Chosen } from '@doorstep/assignment';
import type { MatchRun } from '@doorstep/contracts/matching/v1/match_run.js';
import type { Need } from '@doorstep/contracts/matching/v1/need.js';
import type { Resource } from '@doorstep/contracts/matching/v1/resource.js';
import {
  Suggestion,
  type Suggestion_Alternative as Alternative,
  Suggestion_State as State,
} from '@doorstep/contracts/matching/v1/suggestion.js';
import { lifecycle, reasonRequired, type Arrows, type Caller, type Counts } from '@doorstep/domain';
import { matchNeed } from '../needs/need.js';
import { commitResource } from '../resources/resource.js';

const { SUGGESTED, CONFIRMED, DECLINED, UNSERVED, LAPSED } = State;

export const suggestionLife = lifecycle(SUGGESTED, {
  [SUGGESTED]: { confirm: CONFIRMED, decline: DECLINED, exclude: UNSERVED, lapse: LAPSED },
  [CONFIRMED]: {},
  [DECLINED]: {},
  [UNSERVED]: {},
  [LAPSED]: {},
} satisfies Arrows<State>);

/** What counts for the figures that the contract declares on a suggestion. */
export const suggestionCounts = {} satisfies Counts<Figures['doorstep.matching.v1.Suggestion'], Suggestion>;

/** What a run found for one need. */
export interface Choice {
  readonly need: Need;
  readonly chosen: Chosen<Resource> | undefined;
  readonly alternatives: readonly Alternative[];
}

/** What a run says of one need, for a person to decide. */
export function suggest(run: MatchRun, { need, chosen, alternatives }: Choice): Suggestion {
  const begun = Suggestion.fromPartial({
    state: suggestionLife.initial,
    division: need.division,
    matchRun: run.name,
    need: need.name,
    needTitle: need.title,
    resource: chosen?.resource.name ?? '',
    resourceTitle: chosen?.resource.title ?? '',
    quantity: chosen ? need.quantity : 0,
    score: chosen?.score ?? 0,
    components: [...(chosen?.components ?? [])],
    alternatives: [...alternatives],
  });
  return chosen ? begun : suggestionLife.move(begun, 'exclude');
}

/** Everything that a confirmation changes, together. */
export type Deal = Readonly<{ suggestion: Suggestion; need: Need; resource: Resource }>;

/** A person agrees: the resource gives, the need is matched. */
export function confirmSuggestion({ suggestion, need, resource }: Deal, by: Caller, now: Date): Deal {
  const { quantity, name } = suggestion;
  return {
    suggestion: { ...suggestionLife.move(suggestion, 'confirm'), decidedBy: by.subject },
    need: matchNeed(need),
    resource: commitResource(resource, {
      need: need.name,
      suggestion: name,
      project: '',
      quantity,
      commitTime: now,
    }),
  };
}

export function declineSuggestion(suggestion: Suggestion, by: Caller, reason: string): Suggestion {
  if (reason === '') throw reasonRequired({ field: 'reason' });
  return { ...suggestionLife.move(suggestion, 'decline'), decidedBy: by.subject };
}

/** The need has found something else or is closed, or the resource was withdrawn: nothing is left to decide. */
export const lapseSuggestion = (suggestion: Suggestion): Suggestion => suggestionLife.move(suggestion, 'lapse');
