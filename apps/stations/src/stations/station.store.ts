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
  parents: {
    premises: { keep: 'they say to which station they belong; withdrawn ones belong to none' },
    inspection: { keep: 'what was found stands' },
    template: { keep: 'it was inspected under this version; a new one opens gap tasks' },
    'acceptance.inspection': { keep: 'what it was accepted upon stands' },
    'acceptance.template': { keep: 'what it was accepted upon stands' },
  },
};
