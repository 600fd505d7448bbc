import { randomUUID } from 'node:crypto';
import type { Example } from '@doorstep/testing/example';
import { GridCheckin, GridCheckin_State } from '@doorstep/contracts/stations/v1/grid_checkin.js';

/** A check-in as tests want it: valid, fixed, and overridden where the test speaks. */
export const gridCheckin = (over: Partial<GridCheckin> = {}): GridCheckin => ({
  ...GridCheckin.fromPartial({
    name: 'gridCheckins/g1-2025-03-04',
    etag: '1',
    state: GridCheckin_State.RECORDED,
    grid: 'grids/g1',
    division: '140930100001',
    worker: 'zhao',
    day: '2025-03-04',
    week: '2025-W10',
  }),
  ...over,
});

/** What proofs must know of a check-in. */
export const example: Example<GridCheckin> = {
  record: gridCheckin,
  draft: async (make) => ({ grid: (await make.record('grids')).name }),
  never: { create: 'only who works the grid is on site there' },
  reaches: {
    STATE_RECORDED: async (make) => {
      const [{ name: grid }, worker] = [await make.record('grids'), randomUUID()];
      await make.step(grid, 'assign', { worker });
      return (await make.as(worker).create('gridCheckins', { grid })).name;
    },
  },
};
