import { Practice } from '@doorstep/contracts/stations/v1/practice.js';
import type { Collection } from '@doorstep/store';

export const practices: Collection<Practice> = {
  name: 'practices',
  message: Practice,
  lists: [
    { by: [], order: { createTime: -1 } },
    { by: ['state'], order: { createTime: -1 } },
    { by: ['category'], order: { createTime: -1 } },
  ],
};
