import { Resource } from '@doorstep/contracts/matching/v1/resource.js';
import { audience } from '@doorstep/domain';
import type { Collection } from '@doorstep/store';
import { resourceFigures } from './resource.js';

export const resources: Collection<Resource> = {
  name: 'resources',
  message: Resource,
  figures: resourceFigures,
  audience: ({ offeredBy, organisation }) => [
    audience.owner(offeredBy),
    ...(organisation === '' ? [] : [audience.organisation(organisation)]),
  ],
  lists: [
    { by: [], order: { createTime: -1 } },
    { by: ['state'], order: { createTime: -1 } },
  ],
  indexes: [{ state: 1 }], // candidates of a match run
};
