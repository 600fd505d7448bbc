import type { Grid } from '@doorstep/contracts/stations/v1/grid.js';
import * as contract from '@doorstep/contracts/stations/v1/grid_checkin.js';
import { given, type Caller } from '@doorstep/domain';
import { Serves } from '@doorstep/runtime';
import { Store, type Aggregates } from '@doorstep/store';
import { grids } from '../grids/grid.store.js';
import { checkIn, withdrawGridCheckin } from './grid-checkin.js';
import { checkinName, gridCheckins } from './grid-checkin.store.js';

@Serves(contract.GridCheckinServiceService)
export class GridCheckinService implements contract.GridCheckinService {
  private readonly checkins: Aggregates<contract.GridCheckin>;
  private readonly grids: Aggregates<Grid>;

  constructor(store: Store) {
    this.checkins = store.open(gridCheckins);
    this.grids = store.open(grids);
  }

  async createGridCheckin(request: contract.CreateGridCheckinRequest, caller: Caller) {
    const draft = given(request, 'gridCheckin');
    const grid = await this.grids.get(draft.grid, caller);
    return this.checkins.create(request, caller, (now) => {
      const checkin = checkIn(draft, grid, caller, now);
      return { ...checkin, name: checkinName(checkin) };
    });
  }

  getGridCheckin(request: contract.GetGridCheckinRequest, caller: Caller) {
    return this.checkins.get(request.name, caller);
  }

  async listGridCheckins(request: contract.ListGridCheckinsRequest, caller: Caller) {
    const { items, nextPageToken } = await this.checkins.list(request, caller);
    return { gridCheckins: items, nextPageToken };
  }

  withdrawGridCheckin(request: contract.WithdrawGridCheckinRequest, caller: Caller) {
    return this.checkins.update(request, caller, (checkin) => withdrawGridCheckin(checkin, request.reason));
  }

  async listGridCheckinHistory(request: contract.ListGridCheckinHistoryRequest, caller: Caller) {
    const { items, nextPageToken } = await this.checkins.history(request.name, request, caller);
    return { changes: items, nextPageToken };
  }
}
