import { Inject } from '@nestjs/common';
import * as contract from '@doorstep/contracts/matching/v1/resource.js';
import { given, type Caller } from '@doorstep/domain';
import { Serves } from '@doorstep/runtime';
import { Store, type Aggregates } from '@doorstep/store';
import { Divisions } from '../peers.js';
import { offerResource, publishResource, verifyResource, withdrawResource } from './resource.js';
import { resources } from './resource.store.js';

@Serves(contract.ResourceServiceService)
export class ResourceService implements contract.ResourceService {
  private readonly resources: Aggregates<contract.Resource>;

  constructor(
    store: Store,
    @Inject(Divisions) private readonly divisions: Divisions,
  ) {
    this.resources = store.open(resources);
  }

  async createResource(request: contract.CreateResourceRequest, caller: Caller) {
    const draft = given(request, 'resource');
    await this.divisions.getDivision({ name: `divisions/${draft.division}` }, caller);
    return this.resources.create(request, caller, offerResource(draft, caller));
  }

  getResource(request: contract.GetResourceRequest, caller: Caller) {
    return this.resources.get(request.name, caller);
  }

  async listResources(request: contract.ListResourcesRequest, caller: Caller) {
    const { items, nextPageToken } = await this.resources.list(request, caller);
    return { resources: items, nextPageToken };
  }

  verifyResource(request: contract.VerifyResourceRequest, caller: Caller) {
    return this.resources.update(request, caller, (resource) => verifyResource(resource, caller));
  }

  publishResource(request: contract.PublishResourceRequest, caller: Caller) {
    return this.resources.update(request, caller, publishResource);
  }

  withdrawResource(request: contract.WithdrawResourceRequest, caller: Caller) {
    return this.resources.update(request, caller, (resource) => withdrawResource(resource, request.reason));
  }

  async listResourceHistory(request: contract.ListResourceHistoryRequest, caller: Caller) {
    const { items, nextPageToken } = await this.resources.history(request.name, request, caller);
    return { changes: items, nextPageToken };
  }
}
