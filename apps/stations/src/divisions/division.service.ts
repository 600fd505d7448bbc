import * as contract from '@doorstep/contracts/stations/v1/division.js';
import { given, parentOf, type Caller } from '@doorstep/domain';
import { Serves } from '@doorstep/runtime';
import { Store, type Aggregates } from '@doorstep/store';
import { recordDivision } from './division.js';
import { divisions } from './division.store.js';

@Serves(contract.DivisionServiceService)
export class DivisionService implements contract.DivisionService {
  private readonly divisions: Aggregates<contract.Division>;

  constructor(store: Store) {
    this.divisions = store.open(divisions);
  }

  async createDivision(request: contract.CreateDivisionRequest, caller: Caller) {
    const draft = given(request, 'division');
    const hasParent = await this.divisions.exists(`divisions/${parentOf(draft.code)}`);
    return this.divisions.create(request, caller, recordDivision(draft, hasParent));
  }

  getDivision(request: contract.GetDivisionRequest, caller: Caller) {
    return this.divisions.get(request.name, caller);
  }

  async listDivisions(request: contract.ListDivisionsRequest, caller: Caller) {
    const { items, nextPageToken } = await this.divisions.list(request, caller);
    return { divisions: items, nextPageToken };
  }
}
