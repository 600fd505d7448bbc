import { Programme, Programme_State as State } from '@doorstep/contracts/stations/v1/programme.js';
import { type Station, Station_State } from '@doorstep/contracts/stations/v1/station.js';
import type { NounDefinition, Parent } from '@doorstep/store';
import { refuse as stationRefusals } from '../stations/station.js';
import { endWithStation, pauseWithStation, programmeCounts } from './programme.js';

export const programmes: NounDefinition<Programme> = {
  name: 'programmes',
  message: Programme,
  counts: programmeCounts,
  lists: [
    { by: [], order: { createTime: -1 } },
    { by: ['state'], order: { createTime: -1 } },
    { by: ['station'], order: { createTime: -1 } },
    { by: ['kind'], order: { createTime: -1 } },
  ],
  parents: {
    station: {
      begins: {
        while: [Station_State.OPERATING],
        steps: [
          [State.PLANNED, State.RUNNING, 'start'],
          [State.PAUSED, State.RUNNING, 'start'],
        ],
        else: stationRefusals.STATION_NOT_OPERATING,
      },
      on: {
        // Whoever opens the station again starts them.
        [Station_State.SUSPENDED]: { cascade: [State.RUNNING], by: pauseWithStation },
        [Station_State.CLOSED]: { cascade: [State.PLANNED, State.RUNNING, State.PAUSED], by: endWithStation },
      },
    } satisfies Parent<Programme, Station>,
  },
};
