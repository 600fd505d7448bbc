import type { Figures } from '@doorstep/contracts/figures.js';
import { type Asset, Asset_State as State } from '@doorstep/contracts/stations/v1/asset.js';
import type { Station } from '@doorstep/contracts/stations/v1/station.js';
import { lifecycle, reasonRequired, type Arrows, type Counts } from '@doorstep/domain';

const { IN_USE, REPAIR, RETIRED } = State;

export const assetLife = lifecycle(IN_USE, {
  [IN_USE]: { repair: REPAIR, retire: RETIRED },
  [REPAIR]: { mend: IN_USE, retire: RETIRED },
  [RETIRED]: {},
} satisfies Arrows<State>);

/** What counts for the figures that the contract declares on an asset. */
export const assetCounts = {} satisfies Counts<Figures['doorstep.stations.v1.Asset'], Asset>;

/** An asset as it begins. */
export const enterAsset = (draft: Asset, { division }: Station): Asset => ({
  ...draft,
  state: assetLife.initial,
  division,
});

export const repairAsset = (asset: Asset): Asset => assetLife.move(asset, 'repair');
export const mendAsset = (asset: Asset): Asset => assetLife.move(asset, 'mend');

export function retireAsset(asset: Asset, reason: string): Asset {
  if (reason === '') throw reasonRequired({ field: 'reason' });
  return assetLife.move(asset, 'retire');
}
