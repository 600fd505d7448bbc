import { Station } from '@doorstep/contracts/stations/v1/station.js';
import type { NounDefinition } from '@doorstep/store';
import { stationCounts } from './station.js';

export const stations: NounDefinition<Station> = {
  name: 'stations',
  message: Station,
  counts: stationCounts,
  lists: [
    { by: [], order: { createTime: -1 } },
    { by: ['state'], order: { createTime: -1 } },
  ],
  indexes: [{ state: 1 }], // those that were built, when a template comes into force
};
