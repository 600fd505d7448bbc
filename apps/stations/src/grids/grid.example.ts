import { randomUUID } from 'node:crypto';
import type { Example } from '@doorstep/testing/example';
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

/** What proofs must know of a grid. */
export const example: Example<Grid> = {
  record: grid,
  says: {
    assign: () => ({ worker: randomUUID() }),
    excuse: { firstDay: '2025-03-04', lastDay: '2025-03-05' },
  },
  first: {
    vacate: ({ name }, make) => make.step(name, 'assign'),
    excuse: ({ name }, make) => make.step(name, 'assign'),
  },
};
