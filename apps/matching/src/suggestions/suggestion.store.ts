import { type Need, Need_State } from '@doorstep/contracts/matching/v1/need.js';
import { type Resource, Resource_State } from '@doorstep/contracts/matching/v1/resource.js';
import { Suggestion, Suggestion_State as State } from '@doorstep/contracts/matching/v1/suggestion.js';
import type { NounDefinition, Parent } from '@doorstep/store';
import { lapseSuggestion, suggestionCounts } from './suggestion.js';

const lapsing = { cascade: [State.SUGGESTED], by: lapseSuggestion };

export const suggestions: NounDefinition<Suggestion> = {
  name: 'suggestions',
  message: Suggestion,
  counts: suggestionCounts,
  lists: [
    { by: [], order: { createTime: -1 } },
    { by: ['matchRun'], order: { score: -1 } },
    { by: ['matchRun', 'state'], order: { score: -1 } },
    { by: ['need'], order: { createTime: -1 } },
  ],
  parents: {
    matchRun: { keep: 'the run found it' },
    need: {
      on: {
        [Need_State.MATCHED]: lapsing,
        [Need_State.IN_PROJECT]: lapsing,
        [Need_State.MET]: lapsing,
        [Need_State.UNMET]: lapsing,
        [Need_State.MERGED]: lapsing,
      },
      removed: { keep: 'only drafts are removed, for which nothing was suggested' },
    } satisfies Parent<Suggestion, Need>,
    resource: { on: { [Resource_State.WITHDRAWN]: lapsing } } satisfies Parent<Suggestion, Resource>,
    'alternatives.resource': { keep: 'it says what else there was' },
  },
};
