import * as contract from '@doorstep/contracts/stations/v1/practice.js';
import type { Station } from '@doorstep/contracts/stations/v1/station.js';
import { given, type Caller } from '@doorstep/domain';
import { Serves } from '@doorstep/runtime';
import { Store, type Aggregates } from '@doorstep/store';
import { stations } from '../stations/station.store.js';
import { proposePractice, recognisePractice, retirePractice } from './practice.js';
import { practices } from './practice.store.js';

@Serves(contract.PracticeServiceService)
export class PracticeService implements contract.PracticeService {
  private readonly practices: Aggregates<contract.Practice>;
  private readonly stations: Aggregates<Station>;

  constructor(store: Store) {
    this.practices = store.open(practices);
    this.stations = store.open(stations);
  }

  async createPractice(request: contract.CreatePracticeRequest, caller: Caller) {
    const draft = given(request, 'practice');
    const station = await this.stations.get(draft.station, caller);
    return this.practices.create(request, caller, () => proposePractice(draft, station));
  }

  getPractice(request: contract.GetPracticeRequest, caller: Caller) {
    return this.practices.get(request.name, caller);
  }

  async listPractices(request: contract.ListPracticesRequest, caller: Caller) {
    const { items, nextPageToken } = await this.practices.list(request, caller);
    return { practices: items, nextPageToken };
  }

  recognisePractice(request: contract.RecognisePracticeRequest, caller: Caller) {
    return this.practices.update(request, caller, recognisePractice);
  }

  retirePractice(request: contract.RetirePracticeRequest, caller: Caller) {
    return this.practices.update(request, caller, (practice) => retirePractice(practice, request.reason));
  }

  async listPracticeHistory(request: contract.ListPracticeHistoryRequest, caller: Caller) {
    const { items, nextPageToken } = await this.practices.history(request.name, request, caller);
    return { changes: items, nextPageToken };
  }
}
