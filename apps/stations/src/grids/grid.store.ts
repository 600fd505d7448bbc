import { Grid } from '@doorstep/contracts/stations/v1/grid.js';
import type { NounDefinition } from '@doorstep/store';
import { gridCounts, refuse } from './grid.js';

export const grids: NounDefinition<Grid> = {
  name: 'grids',
  message: Grid,
  counts: gridCounts,
  lists: [
    { by: [], order: { createTime: -1 } },
    { by: ['state'], order: { createTime: -1 } },
    { by: ['worked'], order: { createTime: -1 } },
  ],
  unique: [{ fields: ['worker'], where: { worked: true }, refusal: refuse.WORKER_BUSY }],
};
