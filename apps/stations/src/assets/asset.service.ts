import * as contract from '@doorstep/contracts/stations/v1/asset.js';
import type { Station } from '@doorstep/contracts/stations/v1/station.js';
import { given, type Caller } from '@doorstep/domain';
import { Serves } from '@doorstep/runtime';
import { Store, type Aggregates } from '@doorstep/store';
import { stations } from '../stations/station.store.js';
import { enterAsset, mendAsset, repairAsset, retireAsset } from './asset.js';
import { assets } from './asset.store.js';

@Serves(contract.AssetServiceService)
export class AssetService implements contract.AssetService {
  private readonly assets: Aggregates<contract.Asset>;
  private readonly stations: Aggregates<Station>;

  constructor(store: Store) {
    this.assets = store.open(assets);
    this.stations = store.open(stations);
  }

  async createAsset(request: contract.CreateAssetRequest, caller: Caller) {
    const draft = given(request, 'asset');
    const station = await this.stations.get(draft.station, caller);
    return this.assets.create(request, caller, () => enterAsset(draft, station));
  }

  getAsset(request: contract.GetAssetRequest, caller: Caller) {
    return this.assets.get(request.name, caller);
  }

  async listAssets(request: contract.ListAssetsRequest, caller: Caller) {
    const { items, nextPageToken } = await this.assets.list(request, caller);
    return { assets: items, nextPageToken };
  }

  repairAsset(request: contract.RepairAssetRequest, caller: Caller) {
    return this.assets.update(request, caller, repairAsset);
  }

  mendAsset(request: contract.MendAssetRequest, caller: Caller) {
    return this.assets.update(request, caller, mendAsset);
  }

  retireAsset(request: contract.RetireAssetRequest, caller: Caller) {
    return this.assets.update(request, caller, (asset) => retireAsset(asset, request.reason));
  }

  async listAssetHistory(request: contract.ListAssetHistoryRequest, caller: Caller) {
    const { items, nextPageToken } = await this.assets.history(request.name, request, caller);
    return { changes: items, nextPageToken };
  }
}
