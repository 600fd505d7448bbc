import type { Compound } from '@doorstep/contracts/stations/v1/compound.js';
import type { Division } from '@doorstep/contracts/stations/v1/division.js';
import type { StepRequest } from '@doorstep/contracts/aip/v1/requests.js';
import * as contract from '@doorstep/contracts/stations/v1/station.js';
import { given, type Caller } from '@doorstep/domain';
import { Serves, type Steps } from '@doorstep/runtime';
import { Store, type Repository } from '@doorstep/store';
import { compounds, surveyOf } from '../compounds/compound.store.js';
import { divisions } from '../divisions/division.store.js';
import { located, locationIn } from '../locations/location.wgs84.js';
import {
  acceptStation,
  appointStation,
  approveStation,
  buildStation,
  endStation,
  locateStation,
  openStation,
  proposeStation,
  resumeStation,
} from './station.js';
import { stations } from './station.store.js';

@Serves(contract.StationServiceService, stations)
export class StationService implements Steps<contract.StationService> {
  private readonly stations: Repository<contract.Station>;
  private readonly compounds: Repository<Compound>;
  private readonly divisions: Repository<Division>;

  constructor(private readonly store: Store) {
    this.stations = store.open(stations);
    this.compounds = store.open(compounds);
    this.divisions = store.open(divisions);
  }

  createStation(request: contract.CreateStationRequest, caller: Caller) {
    return this.stations.create(request, caller, async () => {
      const draft = proposeStation(located(given(request, 'station')));
      await this.divisions.get(`divisions/${draft.division}`, caller);
      return draft;
    });
  }

  approveStation(request: StepRequest<contract.StationName>, caller: Caller) {
    return this.stations.update(request, caller, approveStation);
  }

  buildStation(request: StepRequest<contract.StationName>, caller: Caller) {
    return this.stations.update(request, caller, buildStation);
  }

  async acceptStation(request: StepRequest<contract.StationName>, caller: Caller) {
    const { division } = await this.stations.get(request.name, caller);
    const survey = await surveyOf(this.compounds, division);
    const both = { station: this.stations.at(request.name), compound: this.compounds.at(survey) };
    const { station } = await this.store.transact(request, caller, both, ({ station, compound }) => ({
      station: acceptStation(station, compound),
    }));
    return station;
  }

  appointStation(request: contract.AppointStationRequest, caller: Caller) {
    return this.stations.update(request, caller, (station) => appointStation(station, given(request, 'chain')));
  }

  locateStation(request: contract.LocateStationRequest, caller: Caller) {
    return this.stations.update(request, caller, (station) => locateStation(station, locationIn(request)));
  }

  openStation(request: StepRequest<contract.StationName>, caller: Caller) {
    return this.stations.update(request, caller, openStation);
  }

  suspendStation(request: StepRequest<contract.StationName>, caller: Caller) {
    return this.stations.update(request, caller, (station) => endStation(station, 'suspend', request.reason));
  }

  resumeStation(request: StepRequest<contract.StationName>, caller: Caller) {
    return this.stations.update(request, caller, resumeStation);
  }

  closeStation(request: StepRequest<contract.StationName>, caller: Caller) {
    return this.stations.update(request, caller, (station) => endStation(station, 'close', request.reason));
  }
}
