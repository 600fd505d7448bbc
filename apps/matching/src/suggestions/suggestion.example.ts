import { randomUUID } from 'node:crypto';
import type { Example } from '@doorstep/testing/example';
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

/** What proofs must know of a suggestion. */
export const example: Example<Suggestion> = {
  record: suggestion,
  draft: async (make) => ({
    need: (await make.record('needs', 'STATE_LISTED')).name,
    resource: (await make.record('resources', 'STATE_AVAILABLE')).name,
  }),
  reaches: {
    STATE_LAPSED: async (make) => {
      const { need, matchRun } = await make.record('suggestions', 'STATE_SUGGESTED');
      await make.step(String(need), 'close');
      return (await make.found('suggestions', `match_run = "${String(matchRun)}" AND state = "LAPSED"`)).name;
    },
    STATE_SUGGESTED: async (make) => {
      const [category, division] = [`kind-${randomUUID().slice(0, 8)}`, await make.compound()];
      await make.record('resources', 'STATE_AVAILABLE', { categories: [category] });
      await make.record('needs', 'STATE_LISTED', { category, division });
      const { name } = await make.record('matchRuns', undefined, { division });
      return (await make.found('suggestions', `match_run = "${name}" AND state = "SUGGESTED"`)).name;
    },
  },
};
