import type { Figures } from '@doorstep/contracts/figures.js';
import type { TemplateName } from '@doorstep/contracts/names.js';
import { GapTask, GapTask_State as State } from '@doorstep/contracts/stations/v1/gap_task.js';
import type { Inspection } from '@doorstep/contracts/stations/v1/inspection.js';
import type { Station } from '@doorstep/contracts/stations/v1/station.js';
import { lifecycle, reasonRequired, workingDays, type Arrows, type Clocks, type Counts } from '@doorstep/domain';

const { OPEN, DONE, WAIVED } = State;

export const gapTaskLife = lifecycle(OPEN, {
  [OPEN]: { settle: DONE, waive: WAIVED },
  [DONE]: {},
  [WAIVED]: {},
} satisfies Arrows<State>);

/** What counts for the figures that the contract declares on a gap task. */
export const gapTaskCounts = {} satisfies Counts<Figures['doorstep.stations.v1.GapTask'], GapTask>;

/** ⚑ Not in the report: a month of working days to come up to a new version of the standard. */
export const gapTaskClocks = {
  step: { zh: '整改期限', in: { [OPEN]: workingDays(20) } },
} satisfies Clocks<typeof gapTaskLife, GapTask>;

/** What a station that was built has to do under a version that came into force; its acceptance stays as it is. */
export const openGapTask = (station: Station, template: TemplateName): GapTask =>
  GapTask.fromPartial({ state: gapTaskLife.initial, station: station.name, division: station.division, template });

/** An inspection under the new version passed. */
export const settleGapTask = (task: GapTask, inspection: Inspection): GapTask => ({
  ...gapTaskLife.move(task, 'settle'),
  inspection: inspection.name,
});

export function waiveGapTask(task: GapTask, reason: string): GapTask {
  if (reason === '') throw reasonRequired({ field: 'reason' });
  return gapTaskLife.move(task, 'waive');
}

/** Its station closed, or another version of the standard came into force: nothing is left to do under this one. */
export const lapseGapTask = (task: GapTask): GapTask => gapTaskLife.move(task, 'waive');
