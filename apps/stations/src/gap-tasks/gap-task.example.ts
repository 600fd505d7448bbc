import type { Example } from '@doorstep/testing/example';
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

/** What proofs must know of a gap task. */
export const example: Example<GapTask> = {
  record: gapTask,
  reaches: {
    STATE_OPEN: async (make) => {
      const { name } = await make.record('stations', 'STATE_OPERATING');
      await make.record('templates', 'STATE_IN_FORCE');
      return (await make.found('gapTasks', `station = "${name}"`)).name;
    },
  },
};
