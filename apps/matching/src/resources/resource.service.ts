import { Inject } from '@nestjs/common';
import type { StepRequest } from '@doorstep/contracts/aip/v1/requests.js';
import * as contract from '@doorstep/contracts/matching/v1/resource.js';
import { given, type Caller } from '@doorstep/domain';
import { Serves, type Steps } from '@doorstep/runtime';
import { Store, type Repository } from '@doorstep/store';
import { Catalogue } from '../catalogue.js';
import { Divisions } from '../peers.js';
import { offerResource, publishResource, verifyResource, withdrawResource } from './resource.js';
import { resources } from './resource.store.js';

@Serves(contract.ResourceServiceService, resources)
export class ResourceService implements Steps<contract.ResourceService> {
  private readonly resources: Repository<contract.Resource>;

  constructor(
    store: Store,
    @Inject(Divisions) private readonly divisions: Divisions,
    private readonly catalogue: Catalogue,
  ) {
    this.resources = store.open(resources);
  }

  createResource(request: contract.CreateResourceRequest, caller: Caller) {
    return this.resources.create(request, caller, async () => {
      const draft = given(request, 'resource');
      await this.divisions.getDivision({ name: `divisions/${draft.division}` }, caller);
      await this.catalogue.prove('resource.categories', draft.categories, caller);
      return offerResource(draft, caller);
    });
  }

  verifyResource(request: StepRequest<contract.ResourceName>, caller: Caller) {
    return this.resources.update(request, caller, (resource) => verifyResource(resource, caller));
  }

  publishResource(request: StepRequest<contract.ResourceName>, caller: Caller) {
    return this.resources.update(request, caller, publishResource);
  }

  withdrawResource(request: StepRequest<contract.ResourceName>, caller: Caller) {
    return this.resources.update(request, caller, (resource) => withdrawResource(resource, request.reason));
  }
}
