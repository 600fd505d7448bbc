import type { GapTaskName, StationName, TemplateName } from '@doorstep/contracts/names.js';
import { createHash } from 'node:crypto';
import { GapTask, GapTask_State as State } from '@doorstep/contracts/stations/v1/gap_task.js';
import { type Station, Station_State } from '@doorstep/contracts/stations/v1/station.js';
import { type Template, Template_State } from '@doorstep/contracts/stations/v1/template.js';
import type { NounDefinition, Parent } from '@doorstep/store';
import { gapTaskClocks, gapTaskCounts, lapseGapTask } from './gap-task.js';

export const gapTasks: NounDefinition<GapTask> = {
  name: 'gapTasks',
  message: GapTask,
  clocks: gapTaskClocks,
  counts: gapTaskCounts,
  lists: [
    { by: [], order: { createTime: -1 } },
    { by: ['state'], order: { createTime: -1 } },
    { by: ['station'], order: { createTime: -1 } },
    { by: ['template'], order: { createTime: -1 } },
  ],
  parents: {
    station: {
      on: { [Station_State.CLOSED]: { cascade: [State.OPEN], by: lapseGapTask } },
    } satisfies Parent<GapTask, Station>,
    template: {
      on: { [Template_State.SUPERSEDED]: { cascade: [State.OPEN], by: lapseGapTask } },
    } satisfies Parent<GapTask, Template>,
    inspection: { keep: 'that it was settled stands' },
  },
};

/** One task a station and template: the same name however often it is opened. */
export const gapTaskName = (station: StationName, template: TemplateName): GapTaskName =>
  `gapTasks/${createHash('sha256').update(`${station} ${template}`).digest('hex').slice(0, 32)}`;
