import { Injectable } from '@nestjs/common';
import type { Entry } from '@doorstep/contracts/events/v1/journal.js';
import type { EventBody } from '@doorstep/events';
import { Database } from '@doorstep/store';
import type { mongo } from 'mongoose';
import { Sources } from '../peers.js';
import { waitsFor } from '../work-items/work-item.js';
import { noticesOf, type Kept } from './notice.collections.js';
import { told } from './notice.js';

/** The notice that an event is; undefined where somebody did it who knows. */
function noticeOf(source: string, { eventId, aggregate, body }: Entry): Kept | undefined {
  const { following, state, division, time, effectiveTime } = JSON.parse(body) as EventBody;
  if (following === undefined) return undefined;
  const createTime = new Date(time);
  const item = { record: aggregate, state, because: following.record, division };
  return {
    _id: eventId,
    source,
    for: [...new Set([...following.tells.flatMap(told), ...waitsFor(division, '')])],
    time: createTime,
    item: { ...item, effectiveTime: new Date(effectiveTime), createTime },
  };
}

/** Keeps what people are told, in the transaction of the position. */
@Injectable()
export class NoticeProjection {
  private readonly notices: mongo.Collection<Kept>;

  constructor(database: Database, sources: Sources) {
    this.notices = noticesOf(database);
    sources.follow('notices', (source) => ({
      project: (entries, session) => this.project(source, entries, session),
      reset: async (session) => void (await this.notices.deleteMany({ source }, { session })),
    }));
  }

  private async project(source: string, entries: readonly Entry[], session: mongo.ClientSession): Promise<void> {
    const writes = entries
      .flatMap((entry) => noticeOf(source, entry) ?? [])
      .map((notice) => ({ replaceOne: { filter: { _id: notice._id }, replacement: notice, upsert: true } }));
    if (writes.length > 0) await this.notices.bulkWrite(writes, { session, ordered: false });
  }
}
