import { Practice } from '@doorstep/contracts/stations/v1/practice.js';
import { type Station, Station_State } from '@doorstep/contracts/stations/v1/station.js';
import type { NounDefinition, Parent } from '@doorstep/store';
import { lasting, refuse } from '../stations/station.js';
import { practiceCounts } from './practice.js';

export const practices: NounDefinition<Practice> = {
  name: 'practices',
  message: Practice,
  counts: practiceCounts,
  lists: [
    { by: [], order: { createTime: -1 } },
    { by: ['state'], order: { createTime: -1 } },
    { by: ['category'], order: { createTime: -1 } },
  ],
  parents: {
    station: {
      begins: { while: lasting, else: refuse.STATION_CLOSED },
      on: { [Station_State.CLOSED]: { keep: 'what a station did well outlives it' } },
    } satisfies Parent<Practice, Station>,
  },
};
