import { Injectable } from '@nestjs/common';
import type { Entry } from '@doorstep/contracts/events/v1/journal.js';
import type { EventBody } from '@doorstep/events';
import { Database } from '@doorstep/store';
import type { mongo } from 'mongoose';
import * as z from 'zod';
import { Sources } from '../peers.js';
import { waitsFor } from './work-item.js';
import { workItems, type Kept } from './work-item.collections.js';

/** Later than any breach. */
const never = new Date('9999-12-31T00:00:00Z');

/** What an event's record says of waiting; dates are texts there. */
const waitingRecord = z.object({
  dueTime: z.coerce.date().optional(),
  overdue: z.boolean().default(false),
  waiting: z.object({
    desk: z.string(),
    assignee: z.string().default(''),
    escalations: z.number().default(0),
    clocks: z.array(z.object({ organisations: z.array(z.string()).default([]) })).default([]),
  }),
});

/** The work item that a record is after an event; undefined where it waits for nobody any more. */
function workItemOf(source: string, aggregate: string, { record, state, division }: EventBody): Kept | undefined {
  const found = waitingRecord.safeParse(record);
  if (!found.success) return undefined;
  const { dueTime, overdue, waiting } = found.data;
  const { desk, assignee, escalations, clocks } = waiting;
  const keys = waitsFor(
    desk,
    assignee,
    clocks.flatMap(({ organisations }) => organisations),
  );
  if (keys.length === 0) return undefined;
  return {
    _id: aggregate,
    source,
    for: keys,
    due: dueTime ?? never,
    item: { record: aggregate, state, division, desk, assignee, escalations, overdue, dueTime },
  };
}

/** Keeps the open records of other services by for whom they wait, in the transaction of the position. */
@Injectable()
export class WorkItemProjection {
  private readonly items: mongo.Collection<Kept>;

  constructor(database: Database, sources: Sources) {
    this.items = workItems(database);
    sources.follow('work-items', (source) => ({
      project: (entries, session) => this.project(source, entries, session),
      reset: async (session) => void (await this.items.deleteMany({ source }, { session })),
    }));
  }

  /** The last entry of a record in a batch decides: each says all that there is to know. */
  private async project(source: string, entries: readonly Entry[], session: mongo.ClientSession): Promise<void> {
    const latest = new Map(entries.map(({ aggregate, body }) => [aggregate, JSON.parse(body) as EventBody]));
    const writes = [...latest].map(([aggregate, body]) => {
      const item = workItemOf(source, aggregate, body);
      const filter = { _id: aggregate };
      return item ? { replaceOne: { filter, replacement: item, upsert: true } } : { deleteOne: { filter } };
    });
    if (writes.length > 0) await this.items.bulkWrite(writes, { session, ordered: false });
  }
}
