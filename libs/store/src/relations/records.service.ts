import * as contract from '@doorstep/contracts/records/v1/records.js';
import type { Caller } from '@doorstep/domain';
import { Serves } from '@doorstep/runtime';
import { Inject } from '@nestjs/common';
import { Store } from '../wiring/store.js';
import { reachOf } from './reach.js';
import { referredBy } from './references.js';

/** What the records of this service let callers do, and what they refer to, for other services; and a note of each list that leaves. */
@Serves(contract.RecordsServiceService)
export class RecordsService implements contract.RecordsService {
  constructor(@Inject(Store) private readonly store: Store) {}

  async describeReach({ names }: contract.DescribeReachRequest, caller: Caller) {
    const byCollection = Map.groupBy(names, (name) => name.slice(0, name.indexOf('/')));
    const asked = [...byCollection].map(async ([collection, some]) => {
      const records = this.store.opens(collection);
      return records ? reachOf(records, some, caller) : [];
    });
    return { reaches: (await Promise.all(asked)).flat() };
  }

  async findReferences({ type, names }: contract.FindReferencesRequest) {
    const asked = this.store.collections.map(async (collection) => {
      const records = this.store.opens(collection);
      return records ? referredBy(records, type, names) : [];
    });
    return { names: [...new Set((await Promise.all(asked)).flat())] };
  }

  async noteExport(request: contract.NoteExportRequest, caller: Caller) {
    await this.store.noteExport(request, caller);
    return {};
  }
}
