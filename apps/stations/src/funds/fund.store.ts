import { Fund, Fund_State } from '@doorstep/contracts/stations/v1/fund.js';
import { type Station, Station_State } from '@doorstep/contracts/stations/v1/station.js';
import { alreadyExists } from '@doorstep/domain';
import type { NounDefinition, Parent } from '@doorstep/store';
import { lasting, refuse as stationRefusals } from '../stations/station.js';
import { fundCounts, refuse } from './fund.js';

export const funds: NounDefinition<Fund> = {
  name: 'funds',
  message: Fund,
  counts: fundCounts,
  lists: [
    { by: [], order: { createTime: -1 } },
    { by: ['station'], order: { createTime: -1 } },
    { by: ['earmark'], order: { createTime: -1 } },
  ],
  unique: [{ fields: ['station', 'earmark'], where: { state: Fund_State.OPEN }, refusal: alreadyExists }],
  parents: {
    station: {
      begins: { while: lasting, else: stationRefusals.STATION_CLOSED },
      // Money is accounted for before the door is shut for good.
      on: { [Station_State.CLOSED]: { restrict: [Fund_State.OPEN], refusal: refuse.STATION_HAS_FUNDS } },
    } satisfies Parent<Fund, Station>,
  },
};
