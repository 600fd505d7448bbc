import { Division } from '@doorstep/contracts/stations/v1/division.js';
import type { NounDefinition } from '@doorstep/store';
import { divisionCounts } from './division.js';

export const divisions: NounDefinition<Division> = {
  name: 'divisions',
  message: Division,
  division: ({ code }) => code,
  counts: divisionCounts,
  lists: [
    { by: [], order: { code: 1 } },
    { by: ['parent'], order: { code: 1 } },
    { by: ['level'], order: { code: 1 } },
    { by: ['state'], order: { code: 1 } },
  ],
  indexes: [{ code: 1 }, { state: 1 }, { parent: 1, state: 1 }],
};
