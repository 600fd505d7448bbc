import { pageSize, pageTokens } from '@doorstep/aip';
import * as contract from '@doorstep/contracts/evaluation/v1/work_item.js';
import type { Caller } from '@doorstep/domain';
import { Serves } from '@doorstep/runtime';
import { Database, installationKey } from '@doorstep/store';
import { Inject } from '@nestjs/common';
import type { mongo } from 'mongoose';
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
    const mine = { for: { $in: keys } };
    const tokens = pageTokens(await installationKey(this.database.db));
    const binding = JSON.stringify(['workItems', keys]);
    const size = pageSize(request.pageSize);
    const [due, _id] = (tokens.read(binding, request.pageToken) ?? []) as [number?, string?];
    const behind = due !== undefined && {
      $or: [{ due: { $gt: new Date(due) } }, { due: new Date(due), _id: { $gt: _id ?? '' } }],
    };
    const [rows, totalSize] = await Promise.all([
      this.items
        .find({ ...mine, ...behind })
        .sort({ due: 1, _id: 1 })
        .limit(size + 1)
        .toArray(),
      this.items.countDocuments(mine),
    ]);
    const last = rows.length > size ? rows[size - 1] : undefined;
    return {
      workItems: rows.slice(0, size).map(({ item }) => contract.WorkItem.fromPartial(item)),
      nextPageToken: last ? tokens.issue(binding, [last.due.getTime(), last._id]) : '',
      totalSize,
    };
  }
}
