import { Resource } from '@doorstep/contracts/matching/v1/resource.js';
import type { NounDefinition } from '@doorstep/store';
import { resourceCounts } from './resource.js';

export const resources: NounDefinition<Resource> = {
  name: 'resources',
  message: Resource,
  counts: resourceCounts,
  lists: [
    { by: [], order: { createTime: -1 } },
    { by: ['state'], order: { createTime: -1 } },
  ],
  indexes: [{ state: 1 }], // candidates of a match run
};
