import { Inject } from '@nestjs/common';
import type { Division } from '@doorstep/contracts/stations/v1/division.js';
import type { StepRequest } from '@doorstep/contracts/aip/v1/requests.js';
import * as contract from '@doorstep/contracts/stations/v1/grid.js';
import { GridCheckin_State, type GridCheckin } from '@doorstep/contracts/stations/v1/grid_checkin.js';
import { given, type Caller } from '@doorstep/domain';
import { Serves, type Steps } from '@doorstep/runtime';
import { Clock, Store, type Repository } from '@doorstep/store';
import { divisions } from '../divisions/division.store.js';
import { gridCheckins } from '../grid-checkins/grid-checkin.store.js';
import { assignGrid, dissolveGrid, drawGrid, excuseGrid, gridWeek, vacateGrid, weekAsked } from './grid.js';
import { grids } from './grid.store.js';

@Serves(contract.GridServiceService, grids)
export class GridService implements Steps<contract.GridService> {
  private readonly grids: Repository<contract.Grid>;
  private readonly checkins: Repository<GridCheckin>;
  private readonly divisions: Repository<Division>;

  constructor(
    private readonly store: Store,
    @Inject(Clock) private readonly now: () => Date,
  ) {
    this.grids = store.open(grids);
    this.checkins = store.open(gridCheckins);
    this.divisions = store.open(divisions);
  }

  createGrid(request: contract.CreateGridRequest, caller: Caller) {
    return this.grids.create(request, caller, async () => {
      const draft = drawGrid(given(request, 'grid'));
      await this.divisions.get(`divisions/${draft.division}`, caller);
      return draft;
    });
  }

  assignGrid(request: contract.AssignGridRequest, caller: Caller) {
    return this.grids.update(request, caller, (grid, now) => assignGrid(grid, request.worker, now));
  }

  vacateGrid(request: StepRequest<contract.GridName>, caller: Caller) {
    return this.grids.update(request, caller, (grid, now) => vacateGrid(grid, request.reason, now));
  }

  excuseGrid(request: contract.ExcuseGridRequest, caller: Caller) {
    return this.grids.update(request, caller, (grid) => excuseGrid(grid, request.firstDay, request.lastDay));
  }

  dissolveGrid(request: StepRequest<contract.GridName>, caller: Caller) {
    return this.grids.update(request, caller, (grid, now) => dissolveGrid(grid, request.reason, now));
  }

  async getGridWeek(request: contract.GetGridWeekRequest, caller: Caller) {
    const grid = await this.grids.get(request.name, caller);
    const week = weekAsked(request.week, this.now());
    const { worker } = grid;
    const present = this.checkins.scan({ grid: grid.name, week, worker, state: GridCheckin_State.RECORDED });
    const days = (await Array.fromAsync(present)).map(({ day }) => day);
    return gridWeek(grid, week, days, this.store.calendar);
  }
}
