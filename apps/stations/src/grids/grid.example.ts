import { Grid, Grid_State } from '@doorstep/contracts/stations/v1/grid.js';

/** A grid as tests want it: valid, fixed, and overridden where the test speaks. */
export const grid = (over: Partial<Grid> = {}): Grid => ({
  ...Grid.fromPartial({
    name: 'grids/g1',
    etag: '1',
    state: Grid_State.IN_FORCE,
    division: '140930100001',
    displayName: '滨河第一网格',
  }),
  ...over,
});

/** A grid that somebody works. */
export const workedGrid = (over: Partial<Grid> = {}): Grid => grid({ worker: 'zhao', worked: true, ...over });
