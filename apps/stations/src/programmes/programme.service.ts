import type { StepRequest } from '@doorstep/contracts/aip/v1/requests.js';
import * as contract from '@doorstep/contracts/stations/v1/programme.js';
import type { Station } from '@doorstep/contracts/stations/v1/station.js';
import { given, type Caller } from '@doorstep/domain';
import { Serves, type Steps } from '@doorstep/runtime';
import { Store, type Repository } from '@doorstep/store';
import { stations } from '../stations/station.store.js';
import { planProgramme, restProgramme, startProgramme } from './programme.js';
import { programmes } from './programme.store.js';

@Serves(contract.ProgrammeServiceService, programmes)
export class ProgrammeService implements Steps<contract.ProgrammeService> {
  private readonly programmes: Repository<contract.Programme>;
  private readonly stations: Repository<Station>;

  constructor(store: Store) {
    this.programmes = store.open(programmes);
    this.stations = store.open(stations);
  }

  createProgramme(request: contract.CreateProgrammeRequest, caller: Caller) {
    return this.programmes.create(request, caller, async () => {
      const draft = given(request, 'programme');
      const station = await this.stations.get(draft.station, caller);
      return planProgramme(draft, station);
    });
  }

  startProgramme(request: StepRequest<contract.ProgrammeName>, caller: Caller) {
    return this.programmes.update(request, caller, startProgramme);
  }

  pauseProgramme(request: StepRequest<contract.ProgrammeName>, caller: Caller) {
    return this.programmes.update(request, caller, (record) => restProgramme(record, 'pause', request.reason));
  }

  endProgramme(request: StepRequest<contract.ProgrammeName>, caller: Caller) {
    return this.programmes.update(request, caller, (record) => restProgramme(record, 'end', request.reason));
  }
}
