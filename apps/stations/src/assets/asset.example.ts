import type { Example } from '@doorstep/testing/example';
import { Asset, Asset_State } from '@doorstep/contracts/stations/v1/asset.js';

/** An asset as tests want it: valid, fixed, and overridden where the test speaks. */
export const asset = (over: Partial<Asset> = {}): Asset => ({
  ...Asset.fromPartial({
    name: 'assets/a1',
    etag: '1',
    state: Asset_State.IN_USE,
    station: 'stations/binhe',
    division: '1409301000010001',
    category: 'bookshelf',
    displayName: '书架',
    quantity: 4,
    costFen: 320_000,
  }),
  ...over,
});

/** What proofs must know of an asset. */
export const example: Example<Asset> = {
  record: asset,
  draft: async (make) => ({ station: (await make.shared('stations', 'STATE_OPERATING')).name }),
};
