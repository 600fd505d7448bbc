import { Premises } from '@doorstep/contracts/stations/v1/premises.js';
import type { NounDefinition } from '@doorstep/store';
import { premisesCounts } from './premises.js';

export const premises: NounDefinition<Premises> = {
  name: 'premises',
  message: Premises,
  counts: premisesCounts,
  lists: [
    { by: [], order: { createTime: -1 } },
    { by: ['state'], order: { createTime: -1 } },
    { by: ['station'], order: { createTime: -1 } },
  ],
};
