import type { StepRequest } from '@doorstep/contracts/aip/v1/requests.js';
import * as contract from '@doorstep/contracts/stations/v1/asset.js';
import type { Station } from '@doorstep/contracts/stations/v1/station.js';
import { given, type Caller } from '@doorstep/domain';
import { Serves, type Steps } from '@doorstep/runtime';
import { Store, type Repository } from '@doorstep/store';
import { stations } from '../stations/station.store.js';
import { enterAsset, mendAsset, repairAsset, retireAsset } from './asset.js';
import { assets } from './asset.store.js';

@Serves(contract.AssetServiceService, assets)
export class AssetService implements Steps<contract.AssetService> {
  private readonly assets: Repository<contract.Asset>;
  private readonly stations: Repository<Station>;

  constructor(store: Store) {
    this.assets = store.open(assets);
    this.stations = store.open(stations);
  }

  createAsset(request: contract.CreateAssetRequest, caller: Caller) {
    return this.assets.create(request, caller, async () => {
      const draft = given(request, 'asset');
      const station = await this.stations.get(draft.station, caller);
      return enterAsset(draft, station);
    });
  }

  repairAsset(request: StepRequest<contract.AssetName>, caller: Caller) {
    return this.assets.update(request, caller, repairAsset);
  }

  mendAsset(request: StepRequest<contract.AssetName>, caller: Caller) {
    return this.assets.update(request, caller, mendAsset);
  }

  retireAsset(request: StepRequest<contract.AssetName>, caller: Caller) {
    return this.assets.update(request, caller, (asset) => retireAsset(asset, request.reason));
  }
}
