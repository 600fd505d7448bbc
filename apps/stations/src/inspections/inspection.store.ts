import { Inspection } from '@doorstep/contracts/stations/v1/inspection.js';
import type { NounDefinition } from '@doorstep/store';

export const inspections: NounDefinition<Inspection> = {
  name: 'inspections',
  message: Inspection,
  lists: [
    { by: [], order: { createTime: -1 } },
    { by: ['state'], order: { createTime: -1 } },
    { by: ['station'], order: { createTime: -1 } },
  ],
};
