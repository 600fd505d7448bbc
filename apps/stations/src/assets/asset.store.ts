import { Asset } from '@doorstep/contracts/stations/v1/asset.js';
import type { NounDefinition } from '@doorstep/store';

export const assets: NounDefinition<Asset> = {
  name: 'assets',
  message: Asset,
  lists: [
    { by: [], order: { createTime: -1 } },
    { by: ['state'], order: { createTime: -1 } },
    { by: ['station'], order: { createTime: -1 } },
    { by: ['category'], order: { createTime: -1 } },
  ],
};
