import type { Figures } from '@doorstep/contracts/figures.js';
import { type MatchRun, MatchRun_State as State } from '@doorstep/contracts/matching/v1/match_run.js';
import { failure, lifecycle, type Arrows, type Caller, type Counts } from '@doorstep/domain';

const { RUNNING, READY } = State;

/** @public Tests find the life of a noun by its name. */
export const matchRunLife = lifecycle(RUNNING, {
  [RUNNING]: { finish: READY },
  [READY]: {},
} satisfies Arrows<State>);

/** What counts for the figures that the contract declares on a match run. */
export const matchRunCounts = {} satisfies Counts<Figures['doorstep.matching.v1.MatchRun'], MatchRun>;

export const runUnderWay = failure(
  'FAILED_PRECONDITION',
  'RUN_UNDER_WAY',
  '该区划已有匹配正在计算',
  'a run over this division is under way',
  { zh: '请等待该次匹配完成', en: 'wait until that run is done' },
);

/** A run as it begins. */
export const startMatchRun = (draft: MatchRun, by: Caller): MatchRun => ({
  ...draft,
  state: matchRunLife.initial,
  startedBy: by.subject,
});

/** What a run came to. */
export type Outcome = Pick<MatchRun, 'needsConsidered' | 'resourcesConsidered' | 'needsSuggested' | 'totalScore'>;

export const finishMatchRun = (run: MatchRun, outcome: Outcome): MatchRun => ({
  ...matchRunLife.move(run, 'finish'),
  ...outcome,
});
