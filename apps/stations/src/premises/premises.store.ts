import { Premises, Premises_State as State } from '@doorstep/contracts/stations/v1/premises.js';
import { type Station, Station_State } from '@doorstep/contracts/stations/v1/station.js';
import type { NounDefinition, Parent } from '@doorstep/store';
import { leaveWithStation, premisesCounts, refuse, taking } from './premises.js';

export const premises: NounDefinition<Premises> = {
  name: 'premises',
  message: Premises,
  counts: premisesCounts,
  lists: [
    { by: [], order: { createTime: -1 } },
    { by: ['state'], order: { createTime: -1 } },
    { by: ['station'], order: { createTime: -1 } },
  ],
  parents: {
    station: {
      begins: { while: taking, else: refuse.STATION_TAKES_NO_PREMISES },
      on: { [Station_State.CLOSED]: { cascade: [State.MERGED], by: leaveWithStation } },
    } satisfies Parent<Premises, Station>,
  },
};
