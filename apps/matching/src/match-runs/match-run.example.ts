import { MatchRun, MatchRun_State } from '@doorstep/contracts/matching/v1/match_run.js';
import type { Example } from '@doorstep/testing/example';
import { fileURLToPath } from 'node:url';
import type { Thread } from './match-run.matcher.js';

const hooks = new URL('../../../../tools/typescript.mjs', import.meta.url);

/** The thread's program as it lies in the source: tests run it without a build. */
export const threadFromSource: Thread = {
  url: new URL('./match-run.thread.ts', import.meta.url),
  options: { execArgv: ['--import', fileURLToPath(hooks)] },
};

/** A run as tests want it: valid, fixed, and overridden where the test speaks. */
export const matchRun = (over: Partial<MatchRun> = {}): MatchRun => ({
  ...MatchRun.fromPartial({ name: 'matchRuns/m1', state: MatchRun_State.RUNNING, division: '1409301000010001' }),
  ...over,
});

/** What proofs must know of a match run. */
export const example: Example<MatchRun> = {
  record: matchRun,
  passing: [MatchRun_State.RUNNING],
  draft: async (make) => ({ division: await make.compound() }),
};
