import type { GapTaskName, StationName, TemplateName } from '@doorstep/contracts/names.js';
import { createHash } from 'node:crypto';
import { GapTask } from '@doorstep/contracts/stations/v1/gap_task.js';
import type { NounDefinition } from '@doorstep/store';
import { gapTaskDeadlines } from './gap-task.js';

export const gapTasks: NounDefinition<GapTask> = {
  name: 'gapTasks',
  message: GapTask,
  deadlines: gapTaskDeadlines,
  lists: [
    { by: [], order: { createTime: -1 } },
    { by: ['state'], order: { createTime: -1 } },
    { by: ['station'], order: { createTime: -1 } },
    { by: ['template'], order: { createTime: -1 } },
  ],
};

/** One task a station and template: the same name however often it is opened. */
export const gapTaskName = (station: StationName, template: TemplateName): GapTaskName =>
  `gapTasks/${createHash('sha256').update(`${station} ${template}`).digest('hex').slice(0, 32)}`;
