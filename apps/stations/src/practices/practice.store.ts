import { Practice } from '@doorstep/contracts/stations/v1/practice.js';
import type { NounDefinition } from '@doorstep/store';

export const practices: NounDefinition<Practice> = {
  name: 'practices',
  message: Practice,
  lists: [
    { by: [], order: { createTime: -1 } },
    { by: ['state'], order: { createTime: -1 } },
    { by: ['category'], order: { createTime: -1 } },
  ],
};
