import { Inspection } from '@doorstep/contracts/stations/v1/inspection.js';
import type { Collection } from '@doorstep/store';

export const inspections: Collection<Inspection> = {
  name: 'inspections',
  message: Inspection,
  lists: [
    { by: [], order: { createTime: -1 } },
    { by: ['state'], order: { createTime: -1 } },
    { by: ['station'], order: { createTime: -1 } },
  ],
};
