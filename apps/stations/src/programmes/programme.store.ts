import { Programme } from '@doorstep/contracts/stations/v1/programme.js';
import type { NounDefinition } from '@doorstep/store';
import { programmeCounts } from './programme.js';

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
  indexes: [{ station: 1, state: 1 }], // those that follow their station
};
