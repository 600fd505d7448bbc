import type { GridCheckinName } from '@doorstep/contracts/names.js';
import { idOf } from '@doorstep/aip';
import { type Grid, Grid_State } from '@doorstep/contracts/stations/v1/grid.js';
import { GridCheckin } from '@doorstep/contracts/stations/v1/grid_checkin.js';
import type { NounDefinition, Parent } from '@doorstep/store';
import { gridCheckinCounts, refuse } from './grid-checkin.js';

export const gridCheckins: NounDefinition<GridCheckin> = {
  name: 'gridCheckins',
  message: GridCheckin,
  counts: gridCheckinCounts,
  lists: [
    { by: [], order: { day: -1 } },
    { by: ['grid'], order: { day: -1 } },
    { by: ['worker'], order: { day: -1 } },
    { by: ['week'], order: { day: -1 } },
  ],
  indexes: [{ grid: 1, week: 1 }], // a week of a grid
  parents: {
    grid: {
      begins: { while: [Grid_State.IN_FORCE], else: refuse.GRID_DISSOLVED },
      on: { [Grid_State.DISSOLVED]: { keep: 'that somebody was on site on a day stands' } },
    } satisfies Parent<GridCheckin, Grid>,
  },
};

/** One check-in a grid and day: the name says so, whoever asks at the same time. */
export const checkinName = ({ grid, day }: Pick<GridCheckin, 'grid' | 'day'>): GridCheckinName =>
  `gridCheckins/${idOf('grids', grid)}-${day}`;
