import { Inject } from '@nestjs/common';
import type { GetRequest, StepRequest } from '@doorstep/contracts/aip/v1/requests.js';
import * as contract from '@doorstep/contracts/matching/v1/need.js';
import { given, type Caller } from '@doorstep/domain';
import { Serves, type Steps } from '@doorstep/runtime';
import { Store, type Repository } from '@doorstep/store';
import { Catalogue } from '../catalogue.js';
import { Stations } from '../peers.js';
import { duplicatesOf, open } from './need-duplicates.js';
import {
  closeNeed,
  deleteNeed,
  draftNeed,
  mergeNeed,
  publishNeed,
  returnNeed,
  unmergeNeed,
  updateNeed,
  verifyNeed,
} from './need.js';
import { needs } from './need.store.js';

@Serves(contract.NeedServiceService, needs)
export class NeedService implements Steps<contract.NeedService> {
  private readonly needs: Repository<contract.Need>;

  constructor(
    private readonly store: Store,
    @Inject(Stations) private readonly stations: Stations,
    private readonly catalogue: Catalogue,
  ) {
    this.needs = store.open(needs);
  }

  createNeed(request: contract.CreateNeedRequest, caller: Caller) {
    return this.needs.create(request, caller, async () => {
      const draft = given(request, 'need');
      await this.catalogue.prove('need.category', [draft.category], caller);
      const station = draft.station ? await this.stations.getStation({ name: draft.station }, caller) : undefined;
      return draftNeed(draft, station, caller);
    });
  }

  async updateNeed(request: contract.UpdateNeedRequest, caller: Caller) {
    const patch = given(request, 'need');
    if (request.updateMask?.includes('category')) await this.proveChange(patch, caller);
    return this.needs.update({ ...request, name: patch.name }, caller, (need) =>
      updateNeed(need, this.needs.merge(need, patch, request.updateMask), caller),
    );
  }

  /** A need keeps a category that was retired meanwhile; it takes no such one. */
  private async proveChange({ name, category }: contract.Need, caller: Caller): Promise<void> {
    const before = await this.needs.get(name, { ...caller, purpose: '' });
    if (category !== before.category) await this.catalogue.prove('need.category', [category], caller);
  }

  async deleteNeed(request: StepRequest<contract.NeedName>, caller: Caller) {
    await this.needs.remove(request, caller, (need) => deleteNeed(need, caller));
    return {};
  }

  verifyNeed(request: StepRequest<contract.NeedName>, caller: Caller) {
    return this.needs.update(request, caller, (need) => verifyNeed(need, caller));
  }

  publishNeed(request: StepRequest<contract.NeedName>, caller: Caller) {
    return this.needs.update(request, caller, publishNeed);
  }

  async mergeNeed(request: contract.MergeNeedRequest, caller: Caller) {
    const both = { need: this.needs.at(request.name), into: this.needs.at(request.into) };
    const { need } = await this.store.transact(request, caller, both, ({ need, into }) => ({
      need: mergeNeed(need, into),
    }));
    return need;
  }

  unmergeNeed(request: StepRequest<contract.NeedName>, caller: Caller) {
    return this.needs.update(request, caller, (need, now) => unmergeNeed(need, request.reason, now));
  }

  async listNeedDuplicates(request: GetRequest<contract.NeedName>, caller: Caller) {
    const need = await this.needs.get(request.name, { ...caller, purpose: '' });
    const alike = this.needs.scan({ category: need.category, state: { $in: open } }, need.division);
    return { duplicates: duplicatesOf(need, await Array.fromAsync(alike)) };
  }

  closeNeed(request: StepRequest<contract.NeedName>, caller: Caller) {
    return this.needs.update(request, caller, (need) => closeNeed(need, request.reason));
  }

  returnNeed(request: StepRequest<contract.NeedName>, caller: Caller) {
    return this.needs.update(request, caller, (need) => returnNeed(need, request.reason));
  }
}
