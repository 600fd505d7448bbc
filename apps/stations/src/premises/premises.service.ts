import type { Compound } from '@doorstep/contracts/stations/v1/compound.js';
import type { StepRequest } from '@doorstep/contracts/aip/v1/requests.js';
import * as contract from '@doorstep/contracts/stations/v1/premises.js';
import type { Station } from '@doorstep/contracts/stations/v1/station.js';
import { given, type Caller } from '@doorstep/domain';
import { Serves, type Steps } from '@doorstep/runtime';
import { Store, type Repository } from '@doorstep/store';
import { compounds, surveyOf } from '../compounds/compound.store.js';
import { stations } from '../stations/station.store.js';
import {
  listPremises,
  mergePremises,
  premisesLife,
  releasePremises,
  withdrawPremises,
  type Merging,
} from './premises.js';
import { premises } from './premises.store.js';

@Serves(contract.PremisesServiceService, premises)
export class PremisesService implements Steps<contract.PremisesService> {
  private readonly premises: Repository<contract.Premises>;
  private readonly compounds: Repository<Compound>;
  private readonly stations: Repository<Station>;

  constructor(private readonly store: Store) {
    this.premises = store.open(premises);
    this.compounds = store.open(compounds);
    this.stations = store.open(stations);
  }

  createPremises(request: contract.CreatePremisesRequest, caller: Caller) {
    return this.premises.create(request, caller, async () => {
      const draft = given(request, 'premises');
      const compound = await this.compounds.get(await surveyOf(this.compounds, draft.division), caller);
      return listPremises(draft, compound);
    });
  }

  async mergePremises(request: contract.MergePremisesRequest, caller: Caller) {
    const both = { premises: this.premises.at(request.name), station: this.stations.at(request.station) };
    const merged = await this.store.transact<Merging>(request, caller, both, mergePremises);
    return merged.premises;
  }

  async releasePremises(request: StepRequest<contract.PremisesName>, caller: Caller) {
    const found = await this.premises.get(request.name, caller);
    const { station } = found;
    // A repeat of the request is answered; anybody else is told that they are not merged.
    if (station === '') return this.premises.update(request, caller, () => premisesLife.move(found, 'release'));
    const both = { premises: this.premises.at(request.name), station: this.stations.at(station, { scoped: false }) };
    const released = await this.store.transact<Merging>(request, caller, both, (records) =>
      releasePremises(records, request.reason),
    );
    return released.premises;
  }

  withdrawPremises(request: StepRequest<contract.PremisesName>, caller: Caller) {
    return this.premises.update(request, caller, (record) => withdrawPremises(record, request.reason));
  }
}
