import type { Compound } from '@doorstep/contracts/stations/v1/compound.js';
import type { StepRequest } from '@doorstep/contracts/aip/v1/requests.js';
import * as contract from '@doorstep/contracts/stations/v1/coverage.js';
import type { Station } from '@doorstep/contracts/stations/v1/station.js';
import { given, type Caller } from '@doorstep/domain';
import { Serves, type Steps } from '@doorstep/runtime';
import { Store, type Repository } from '@doorstep/store';
import { compounds, surveyOf } from '../compounds/compound.store.js';
import { stations } from '../stations/station.store.js';
import { beginCoverage, endCoverage, renewCoverage } from './coverage.js';
import { coverageName, coverages } from './coverage.store.js';

@Serves(contract.CoverageServiceService, coverages)
export class CoverageService implements Steps<contract.CoverageService> {
  private readonly coverages: Repository<contract.Coverage>;
  private readonly compounds: Repository<Compound>;
  private readonly stations: Repository<Station>;

  constructor(store: Store) {
    this.coverages = store.open(coverages);
    this.compounds = store.open(compounds);
    this.stations = store.open(stations);
  }

  createCoverage(request: contract.CreateCoverageRequest, caller: Caller) {
    return this.coverages.create(request, caller, async (now) => {
      const draft = given(request, 'coverage');
      await this.stations.get(draft.station, caller);
      await this.compounds.get(await surveyOf(this.compounds, draft.division), caller);
      const named = { ...draft, name: coverageName(draft) };
      return beginCoverage(named, now);
    });
  }

  renewCoverage(request: StepRequest<contract.CoverageName>, caller: Caller) {
    return this.coverages.update(request, caller, renewCoverage);
  }

  endCoverage(request: StepRequest<contract.CoverageName>, caller: Caller) {
    return this.coverages.update(request, caller, (coverage, now) => endCoverage(coverage, request.reason, now));
  }
}
