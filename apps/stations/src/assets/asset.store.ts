import { Asset } from '@doorstep/contracts/stations/v1/asset.js';
import { type Station, Station_State } from '@doorstep/contracts/stations/v1/station.js';
import type { NounDefinition, Parent } from '@doorstep/store';
import { lasting, refuse } from '../stations/station.js';
import { assetCounts } from './asset.js';

export const assets: NounDefinition<Asset> = {
  name: 'assets',
  message: Asset,
  counts: assetCounts,
  lists: [
    { by: [], order: { createTime: -1 } },
    { by: ['state'], order: { createTime: -1 } },
    { by: ['station'], order: { createTime: -1 } },
    { by: ['category'], order: { createTime: -1 } },
  ],
  parents: {
    station: {
      begins: { while: lasting, else: refuse.STATION_CLOSED },
      on: {
        [Station_State.CLOSED]: {
          keep: 'what a station owned stays in the register until it is retired, piece by piece',
        },
      },
    } satisfies Parent<Asset, Station>,
  },
};
