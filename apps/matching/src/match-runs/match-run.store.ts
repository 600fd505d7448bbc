import { MatchRun, MatchRun_State } from '@doorstep/contracts/matching/v1/match_run.js';
import type { NounDefinition } from '@doorstep/store';
import { matchRunCounts, runUnderWay } from './match-run.js';

export const matchRuns: NounDefinition<MatchRun> = {
  name: 'matchRuns',
  message: MatchRun,
  counts: matchRunCounts,
  lists: [
    { by: [], order: { createTime: -1 } },
    { by: ['state'], order: { createTime: -1 } },
  ],
  unique: [{ fields: ['division'], where: { state: MatchRun_State.RUNNING }, refusal: runUnderWay }],
};
