import type { Compound } from '@doorstep/contracts/stations/v1/compound.js';
import * as contract from '@doorstep/contracts/stations/v1/coverage.js';
import type { Station } from '@doorstep/contracts/stations/v1/station.js';
import { given, type Caller } from '@doorstep/domain';
import { Serves } from '@doorstep/runtime';
import { Store, type Aggregates } from '@doorstep/store';
import { compounds, surveyOf } from '../compounds/compound.store.js';
import { stations } from '../stations/station.store.js';
import { beginCoverage, endCoverage, renewCoverage } from './coverage.js';
import { coverageName, coverages } from './coverage.store.js';

@Serves(contract.CoverageServiceService)
export class CoverageService implements contract.CoverageService {
  private readonly coverages: Aggregates<contract.Coverage>;
  private readonly compounds: Aggregates<Compound>;
  private readonly stations: Aggregates<Station>;

  constructor(store: Store) {
    this.coverages = store.open(coverages);
    this.compounds = store.open(compounds);
    this.stations = store.open(stations);
  }

  async createCoverage(request: contract.CreateCoverageRequest, caller: Caller) {
    const draft = given(request, 'coverage');
    const station = await this.stations.get(draft.station, caller);
    await this.compounds.get(await surveyOf(this.compounds, draft.division), caller);
    const named = { ...draft, name: coverageName(draft) };
    return this.coverages.create(request, caller, (now) => beginCoverage(named, station, now));
  }

  getCoverage(request: contract.GetCoverageRequest, caller: Caller) {
    return this.coverages.get(request.name, caller);
  }

  async listCoverages(request: contract.ListCoveragesRequest, caller: Caller) {
    const { items, nextPageToken } = await this.coverages.list(request, caller);
    return { coverages: items, nextPageToken };
  }

  renewCoverage(request: contract.RenewCoverageRequest, caller: Caller) {
    return this.coverages.update(request, caller, renewCoverage);
  }

  endCoverage(request: contract.EndCoverageRequest, caller: Caller) {
    return this.coverages.update(request, caller, (coverage, now) => endCoverage(coverage, request.reason, now));
  }

  async listCoverageHistory(request: contract.ListCoverageHistoryRequest, caller: Caller) {
    const { items, nextPageToken } = await this.coverages.history(request.name, request, caller);
    return { changes: items, nextPageToken };
  }
}
