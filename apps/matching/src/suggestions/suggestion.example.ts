import { Suggestion, Suggestion_State } from '@doorstep/contracts/matching/v1/suggestion.js';

/** A suggestion as tests want it: valid, fixed, and overridden where the test speaks. */
export const suggestion = (over: Partial<Suggestion> = {}): Suggestion => ({
  ...Suggestion.fromPartial({
    name: 'suggestions/s1',
    etag: '1',
    state: Suggestion_State.SUGGESTED,
    division: '1409301000010001',
    matchRun: 'matchRuns/m1',
    need: 'needs/n1',
    resource: 'resources/r1',
    quantity: 1,
    score: 8000,
  }),
  ...over,
});
