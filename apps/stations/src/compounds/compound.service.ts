import type { StepRequest } from '@doorstep/contracts/aip/v1/requests.js';
import * as contract from '@doorstep/contracts/stations/v1/compound.js';
import type { Division } from '@doorstep/contracts/stations/v1/division.js';
import { given, type Caller } from '@doorstep/domain';
import { Serves, type Steps } from '@doorstep/runtime';
import { Store, type Repository } from '@doorstep/store';
import { divisions } from '../divisions/division.store.js';
import { located, locationIn } from '../locations/location.wgs84.js';
import {
  classifyCompound,
  decideCompound,
  locateCompound,
  passCompound,
  planCompound,
  reconsiderCompound,
  surveyCompound,
} from './compound.js';
import { compounds } from './compound.store.js';

@Serves(contract.CompoundServiceService, compounds)
export class CompoundService implements Steps<contract.CompoundService> {
  private readonly compounds: Repository<contract.Compound>;
  private readonly divisions: Repository<Division>;

  constructor(store: Store) {
    this.compounds = store.open(compounds);
    this.divisions = store.open(divisions);
  }

  createCompound(request: contract.CreateCompoundRequest, caller: Caller) {
    return this.compounds.create(request, caller, async () => {
      const draft = planCompound(located(given(request, 'compound')));
      await this.divisions.get(`divisions/${draft.division}`, caller);
      return draft;
    });
  }

  locateCompound(request: contract.LocateCompoundRequest, caller: Caller) {
    return this.compounds.update(request, caller, (compound) => locateCompound(compound, locationIn(request)));
  }

  surveyCompound(request: contract.SurveyCompoundRequest, caller: Caller) {
    return this.compounds.update(request, caller, (compound) => surveyCompound(compound, request));
  }

  classifyCompound(request: contract.ClassifyCompoundRequest, caller: Caller) {
    return this.compounds.update(request, caller, (compound) => classifyCompound(compound, request.kind));
  }

  decideCompound(request: contract.DecideCompoundRequest, caller: Caller) {
    return this.compounds.update(request, caller, (compound) => decideCompound(compound, request.decision));
  }

  reconsiderCompound(request: StepRequest<contract.CompoundName>, caller: Caller) {
    return this.compounds.update(request, caller, (compound) => reconsiderCompound(compound, request.reason));
  }

  passCompound(request: contract.PassCompoundRequest, caller: Caller) {
    return this.compounds.update(request, caller, (compound, now) =>
      passCompound(compound, request.gate, request.evidence, caller, now),
    );
  }
}
