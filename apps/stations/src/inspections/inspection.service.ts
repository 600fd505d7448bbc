import type { StepRequest } from '@doorstep/contracts/aip/v1/requests.js';
import * as contract from '@doorstep/contracts/stations/v1/inspection.js';
import type { Station } from '@doorstep/contracts/stations/v1/station.js';
import type { Template } from '@doorstep/contracts/stations/v1/template.js';
import { given, type Caller } from '@doorstep/domain';
import { Serves, type Steps } from '@doorstep/runtime';
import { Store, type Repository } from '@doorstep/store';
import { stations } from '../stations/station.store.js';
import { inForce, templates } from '../templates/template.store.js';
import { beginInspection, cancelInspection, concludeInspection, type Visit } from './inspection.js';
import { inspections } from './inspection.store.js';

@Serves(contract.InspectionServiceService, inspections)
export class InspectionService implements Steps<contract.InspectionService> {
  private readonly inspections: Repository<contract.Inspection>;
  private readonly stations: Repository<Station>;
  private readonly templates: Repository<Template>;

  constructor(private readonly store: Store) {
    this.inspections = store.open(inspections);
    this.stations = store.open(stations);
    this.templates = store.open(templates);
  }

  createInspection(request: contract.CreateInspectionRequest, caller: Caller) {
    return this.inspections.create(request, caller, async () => {
      const draft = given(request, 'inspection');
      const station = await this.stations.get(draft.station, caller);
      return beginInspection(draft, station, await inForce(this.templates));
    });
  }

  cancelInspection(request: StepRequest<contract.InspectionName>, caller: Caller) {
    return this.inspections.update(request, caller, (inspection) => cancelInspection(inspection, request.reason));
  }

  async concludeInspection(request: contract.ConcludeInspectionRequest, caller: Caller) {
    const { station } = await this.inspections.get(request.name, caller);
    const both = { inspection: this.inspections.at(request.name), station: this.stations.at(station) };
    const { inspection } = await this.store.transact<Visit>(request, caller, both, (visit) =>
      concludeInspection(visit, request, caller),
    );
    return inspection;
  }
}
