import type { StepRequest } from '@doorstep/contracts/aip/v1/requests.js';
import * as contract from '@doorstep/contracts/stations/v1/practice.js';
import type { Station } from '@doorstep/contracts/stations/v1/station.js';
import { given, type Caller } from '@doorstep/domain';
import { Serves, type Steps } from '@doorstep/runtime';
import { Store, type Repository } from '@doorstep/store';
import { stations } from '../stations/station.store.js';
import { proposePractice, recognisePractice, retirePractice } from './practice.js';
import { practices } from './practice.store.js';

@Serves(contract.PracticeServiceService, practices)
export class PracticeService implements Steps<contract.PracticeService> {
  private readonly practices: Repository<contract.Practice>;
  private readonly stations: Repository<Station>;

  constructor(store: Store) {
    this.practices = store.open(practices);
    this.stations = store.open(stations);
  }

  createPractice(request: contract.CreatePracticeRequest, caller: Caller) {
    return this.practices.create(request, caller, async () => {
      const draft = given(request, 'practice');
      const station = await this.stations.get(draft.station, caller);
      return proposePractice(draft, station);
    });
  }

  recognisePractice(request: StepRequest<contract.PracticeName>, caller: Caller) {
    return this.practices.update(request, caller, recognisePractice);
  }

  retirePractice(request: StepRequest<contract.PracticeName>, caller: Caller) {
    return this.practices.update(request, caller, (practice) => retirePractice(practice, request.reason));
  }
}
