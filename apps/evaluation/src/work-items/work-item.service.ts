import * as contract from '@doorstep/contracts/evaluation/v1/work_item.js';
import type { Caller } from '@doorstep/domain';
import { Serves } from '@doorstep/runtime';
import { Database } from '@doorstep/store';
import { Inject } from '@nestjs/common';
import type { mongo } from 'mongoose';
import { keptPage } from '../kept-page.js';
import { workItems, type Kept } from './work-item.collections.js';
import { keysOf } from './work-item.js';

@Serves(contract.WorkItemServiceService)
export class WorkItemService implements contract.WorkItemService {
  private readonly items: mongo.Collection<Kept>;

  constructor(@Inject(Database) private readonly database: Database) {
    this.items = workItems(database);
  }

  async listWorkItems(request: contract.ListWorkItemsRequest, caller: Caller) {
    const keys = keysOf(caller);
    const order = { by: 'due', direction: 1 } as const;
    const [{ items, nextPageToken }, totalSize] = await Promise.all([
      keptPage(this.database, this.items, keys, order, request),
      this.items.countDocuments({ for: { $in: keys } }),
    ]);
    return { workItems: items.map(({ item }) => contract.WorkItem.fromPartial(item)), nextPageToken, totalSize };
  }
}
