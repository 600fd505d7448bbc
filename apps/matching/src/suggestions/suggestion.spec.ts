import { describe, expect, it } from '@jest/globals';
import { MatchRun, MatchRun_State } from '@doorstep/contracts/matching/v1/match_run.js';
import { Need_State } from '@doorstep/contracts/matching/v1/need.js';
import { Resource_State } from '@doorstep/contracts/matching/v1/resource.js';
import { SuggestionServiceService, Suggestion_State as State } from '@doorstep/contracts/matching/v1/suggestion.js';
import { outcome, person, provesLifecycle } from '@doorstep/testing';
import { need } from '../needs/need.example.js';
import { resource } from '../resources/resource.example.js';
import { suggestion } from './suggestion.example.js';
import { confirmSuggestion, declineSuggestion, suggest, suggestionLife } from './suggestion.js';

const now = new Date('2026-06-01');
const run = MatchRun.fromPartial({ name: 'matchRuns/m1', state: MatchRun_State.RUNNING });

describe('suggestion', () => {
  provesLifecycle(suggestionLife, SuggestionServiceService, 'Suggestion', { consequences: ['exclude', 'lapse'] });

  it('says what was chosen, or that nothing was', () => {
    const chosen = { resource: resource(), score: 8000, components: [] };
    expect(suggest(run, { need: need(), chosen, alternatives: [] })).toMatchObject({
      state: State.SUGGESTED,
      resource: 'resources/r1',
      quantity: 1,
    });
    expect(suggest(run, { need: need(), chosen: undefined, alternatives: [] })).toMatchObject({
      state: State.UNSERVED,
      resource: '',
      quantity: 0,
    });
  });

  it.each([
    { what: 'a listed need and enough', over: {}, want: State.CONFIRMED },
    {
      what: 'a need that was matched meanwhile',
      over: { need: need({ state: Need_State.MATCHED }) },
      want: 'WRONG_STATE',
    },
    {
      what: 'too little left',
      over: { resource: resource({ state: Resource_State.AVAILABLE, capacity: 0 }) },
      want: 'CAPACITY_EXCEEDED',
    },
    {
      what: 'a decision made before',
      over: { suggestion: suggestion({ state: State.DECLINED }) },
      want: 'WRONG_STATE',
    },
  ])('confirmed over $what: $want', ({ over, want }) => {
    const deal = {
      suggestion: suggestion(),
      need: need({ state: Need_State.LISTED }),
      resource: resource({ state: Resource_State.AVAILABLE }),
      ...over,
    };
    expect(outcome(() => confirmSuggestion(deal, person('qian'), now).suggestion)).toBe(want);
  });

  it.each([
    { reason: '距离太远', want: State.DECLINED },
    { reason: '', want: 'REASON_REQUIRED' },
  ])('declined because of "$reason": $want', ({ reason, want }) => {
    expect(outcome(() => declineSuggestion(suggestion(), person('qian'), reason))).toBe(want);
  });
});
