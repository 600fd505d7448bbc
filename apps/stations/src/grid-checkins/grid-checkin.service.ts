import type { Grid } from '@doorstep/contracts/stations/v1/grid.js';
import type { StepRequest } from '@doorstep/contracts/aip/v1/requests.js';
import * as contract from '@doorstep/contracts/stations/v1/grid_checkin.js';
import { given, type Caller } from '@doorstep/domain';
import { Serves, type Steps } from '@doorstep/runtime';
import { Store, type Repository } from '@doorstep/store';
import { grids } from '../grids/grid.store.js';
import { checkIn, withdrawGridCheckin } from './grid-checkin.js';
import { checkinName, gridCheckins } from './grid-checkin.store.js';

@Serves(contract.GridCheckinServiceService, gridCheckins)
export class GridCheckinService implements Steps<contract.GridCheckinService> {
  private readonly checkins: Repository<contract.GridCheckin>;
  private readonly grids: Repository<Grid>;

  constructor(store: Store) {
    this.checkins = store.open(gridCheckins);
    this.grids = store.open(grids);
  }

  createGridCheckin(request: contract.CreateGridCheckinRequest, caller: Caller) {
    return this.checkins.create(request, caller, async (now) => {
      const draft = given(request, 'gridCheckin');
      const grid = await this.grids.get(draft.grid, caller);
      const checkin = checkIn(draft, grid, caller, now);
      return { ...checkin, name: checkinName(checkin) };
    });
  }

  withdrawGridCheckin(request: StepRequest<contract.GridCheckinName>, caller: Caller) {
    return this.checkins.update(request, caller, (checkin) => withdrawGridCheckin(checkin, request.reason));
  }
}
