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
