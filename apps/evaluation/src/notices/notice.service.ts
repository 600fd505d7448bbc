import { pageSize, pageTokens } from '@doorstep/aip';
import * as contract from '@doorstep/contracts/evaluation/v1/notice.js';
import type { Caller } from '@doorstep/domain';
import { Serves } from '@doorstep/runtime';
import { Database, installationKey } from '@doorstep/store';
import { Inject } from '@nestjs/common';
import type { mongo } from 'mongoose';
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
    const tokens = pageTokens(await installationKey(this.database.db));
    const binding = JSON.stringify(['notices', keys]);
    const size = pageSize(request.pageSize);
    const [time, _id] = (tokens.read(binding, request.pageToken) ?? []) as [number?, string?];
    const behind = time !== undefined && {
      $or: [{ time: { $lt: new Date(time) } }, { time: new Date(time), _id: { $lt: _id ?? '' } }],
    };
    const rows = await this.notices
      .find({ for: { $in: keys }, ...behind })
      .sort({ time: -1, _id: -1 })
      .limit(size + 1)
      .toArray();
    const last = rows.length > size ? rows[size - 1] : undefined;
    return {
      notices: rows.slice(0, size).map(({ item }) => contract.Notice.fromPartial(item)),
      nextPageToken: last ? tokens.issue(binding, [last.time.getTime(), last._id]) : '',
    };
  }
}
