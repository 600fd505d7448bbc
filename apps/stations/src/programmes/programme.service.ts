import * as contract from '@doorstep/contracts/stations/v1/programme.js';
import type { Station } from '@doorstep/contracts/stations/v1/station.js';
import { given, type Caller } from '@doorstep/domain';
import { Serves } from '@doorstep/runtime';
import { Store, type Aggregates } from '@doorstep/store';
import { stations } from '../stations/station.store.js';
import { planProgramme, restProgramme, startProgramme } from './programme.js';
import { programmes } from './programme.store.js';

@Serves(contract.ProgrammeServiceService)
export class ProgrammeService implements contract.ProgrammeService {
  private readonly programmes: Aggregates<contract.Programme>;
  private readonly stations: Aggregates<Station>;

  constructor(store: Store) {
    this.programmes = store.open(programmes);
    this.stations = store.open(stations);
  }

  async createProgramme(request: contract.CreateProgrammeRequest, caller: Caller) {
    const draft = given(request, 'programme');
    const station = await this.stations.get(draft.station, caller);
    return this.programmes.create(request, caller, () => planProgramme(draft, station));
  }

  getProgramme(request: contract.GetProgrammeRequest, caller: Caller) {
    return this.programmes.get(request.name, caller);
  }

  async listProgrammes(request: contract.ListProgrammesRequest, caller: Caller) {
    const { items, nextPageToken } = await this.programmes.list(request, caller);
    return { programmes: items, nextPageToken };
  }

  startProgramme(request: contract.StartProgrammeRequest, caller: Caller) {
    return this.programmes.update(request, caller, startProgramme);
  }

  pauseProgramme(request: contract.PauseProgrammeRequest, caller: Caller) {
    return this.programmes.update(request, caller, (record) => restProgramme(record, 'pause', request.reason));
  }

  endProgramme(request: contract.EndProgrammeRequest, caller: Caller) {
    return this.programmes.update(request, caller, (record) => restProgramme(record, 'end', request.reason));
  }

  async listProgrammeHistory(request: contract.ListProgrammeHistoryRequest, caller: Caller) {
    const { items, nextPageToken } = await this.programmes.history(request.name, request, caller);
    return { changes: items, nextPageToken };
  }
}
