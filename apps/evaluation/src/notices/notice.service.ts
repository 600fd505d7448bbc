import * as contract from '@doorstep/contracts/evaluation/v1/notice.js';
import type { Caller } from '@doorstep/domain';
import { Serves } from '@doorstep/runtime';
import { Database } from '@doorstep/store';
import { Inject } from '@nestjs/common';
import type { mongo } from 'mongoose';
import { keptPage } from '../kept-page.js';
import { noticesOf, type Kept } from './notice.collections.js';
import { keysOf } from '../work-items/work-item.js';

@Serves(contract.NoticeServiceService)
export class NoticeService implements contract.NoticeService {
  private readonly notices: mongo.Collection<Kept>;

  constructor(@Inject(Database) private readonly database: Database) {
    this.notices = noticesOf(database);
  }

  async listNotices(request: contract.ListNoticesRequest, caller: Caller) {
    const keys = keysOf(caller);
    const order = { by: 'time', direction: -1 } as const;
    const { items, nextPageToken } = await keptPage(this.database, this.notices, keys, order, request);
    return { notices: items.map(({ item }) => contract.Notice.fromPartial(item)), nextPageToken };
  }
}
