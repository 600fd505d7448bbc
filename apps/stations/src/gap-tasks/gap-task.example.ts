import { GapTask, GapTask_State } from '@doorstep/contracts/stations/v1/gap_task.js';

/** A gap task as tests want it: valid, fixed, and overridden where the test speaks. */
export const gapTask = (over: Partial<GapTask> = {}): GapTask => ({
  ...GapTask.fromPartial({
    name: 'gapTasks/g1',
    etag: '1',
    state: GapTask_State.OPEN,
    station: 'stations/binhe',
    division: '1409301000010001',
    template: 'templates/t2',
  }),
  ...over,
});
