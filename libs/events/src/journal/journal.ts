import { randomUUID } from 'node:crypto';
import type { Entry, Head } from '@doorstep/contracts/events/v1/journal.js';
import { failure } from '@doorstep/domain';
import { mongo } from 'mongoose';
import type { PendingEvent } from './event.js';
import { chain, schema, travelling, type JournalEntry } from './journal-entry.js';

const epochOver = failure(
  'ABORTED',
  'EPOCH_OVER',
  '日志已从备份恢复，请重新同步',
  'the journal was restored from a backup; start again',
  { zh: '请从头重新同步', en: 'follow the journal anew, from its beginning' },
);

const majority = { w: 'majority', j: true } as const;
const duplicateKey = 11000;
/** Rounds against another relay that appends at the same time; each round one of them gets on. */
const maxRounds = 20;

/** The fence: a fact has one place, and a version of a record has its events once. */
export const journalIndexes: mongo.IndexDescription[] = [
  { key: { event: 1 }, unique: true },
  { key: { aggregate: 1, version: 1, n: 1 }, unique: true },
];

/** A service's append-only, gap-free, hash-chained memory of every change. */
export class Journal {
  private readonly entries: mongo.Collection<JournalEntry>;
  private readonly lives: mongo.Collection<{ _id: 'epoch'; epoch: string }>;
  /** What this process journaled last. */
  private known: Pick<Entry, 'seq' | 'eventId'> | undefined;

  constructor(db: mongo.Db) {
    this.entries = db.collection('journal');
    this.lives = db.collection('journal_meta');
  }

  /** Puts up the fence. Throws where a later release wrote here. */
  async prepare(): Promise<void> {
    await this.refuseForeign();
    await this.entries.createIndexes(journalIndexes);
    await this.epoch();
  }

  /**
   * A release that was rolled back too far would write beside entries that it does not understand; so would any beside
   * what another program wrote.
   */
  private async refuseForeign(): Promise<void> {
    const last = await this.entries.findOne({}, { sort: { _id: -1 }, projection: { schema: 1 } });
    if (last === null) return;
    if (typeof last.schema !== 'number')
      throw new Error(`journal: its last document (_id ${String(last._id)}) is no entry: another program wrote it`);
    if (last.schema <= schema) return;
    const [written, known] = [last.schema, schema].map(String);
    throw new Error(`journal: its entries have schema ${written}, this release knows ${known}: install a later one`);
  }

  /** Id of this life of the journal; made at its first use. */
  async epoch(): Promise<string> {
    const life =
      (await this.lives.findOne({ _id: 'epoch' })) ??
      (await this.lives.findOneAndUpdate(
        { _id: 'epoch' },
        { $setOnInsert: { epoch: randomUUID() } },
        { upsert: true, returnDocument: 'after', writeConcern: majority },
      ));
    return life?.epoch ?? this.epoch();
  }

  /** Begins another life, after a restore: every consumer starts again. @returns its id. */
  async beginEpoch(): Promise<string> {
    const epoch = randomUUID();
    await this.lives.updateOne({ _id: 'epoch' }, { $set: { epoch } }, { upsert: true, writeConcern: majority });
    return epoch;
  }

  async head(): Promise<Head> {
    const [epoch, last] = await Promise.all([this.epoch(), this.last()]);
    return { epoch, ...last };
  }

  /**
   * Journals events in order and answers all of them with their places; an event journaled before keeps its place.
   * Safe beside another appender: the unique keys are the fence, not a lease. A journal that has no longer what this
   * process journaled last was restored from a backup under it: another epoch begins.
   */
  async append(events: readonly PendingEvent[]): Promise<JournalEntry[]> {
    if (this.known && !(await this.holds(this.known))) {
      await this.beginEpoch();
      this.known = undefined;
    }
    const placed = await this.place(events);
    const last = placed.at(-1);
    if (last) this.known = { seq: last._id, eventId: last.event };
    return placed;
  }

  private async place(events: readonly PendingEvent[]): Promise<JournalEntry[]> {
    const done: JournalEntry[] = [];
    let left = events;
    for (let round = 0; left.length > 0; round += 1) {
      if (round === maxRounds) throw new Error(`journal: no place found in ${String(maxRounds)} rounds`);
      const entries = this.numbered(await this.last(), left);
      try {
        await this.entries.insertMany(entries, { ordered: true, writeConcern: majority });
        return [...done, ...entries];
      } catch (error) {
        if (!(error instanceof mongo.MongoServerError) || error.code !== duplicateKey) throw error;
      }
      const journaled = await this.entries
        .find({ event: { $in: left.map(({ id }) => id) } })
        .sort({ _id: 1 })
        .toArray();
      const known = new Set(journaled.map(({ event }) => event));
      await this.refuseForks(left.filter(({ id }) => !known.has(id)));
      done.push(...journaled);
      left = left.filter(({ id }) => !known.has(id));
    }
    return done;
  }

  /** Whether an event stands at its place. */
  async holds({ seq, eventId }: Pick<Entry, 'seq' | 'eventId'>): Promise<boolean> {
    return (await this.entries.findOne({ _id: seq, event: eventId }, { projection: { _id: 1 } })) !== null;
  }

  /**
   * Entries behind a place, as far as no failover can undo them. Throws EPOCH_OVER where the reader knows another epoch,
   * or has read further than the journal goes: then it was restored from a backup, and another epoch begins.
   */
  async read(epoch: string, after: number, limit: number): Promise<{ epoch: string; entries: Entry[] }> {
    const current = await this.epoch();
    if (epoch !== '' && epoch !== current) throw epochOver({ epoch: current });
    const entries = await this.entries
      .find({ _id: { $gt: after } }, { readConcern: { level: 'majority' } })
      .sort({ _id: 1 })
      .limit(limit)
      .toArray();
    if (entries.length === 0 && (await this.last()).seq < after) throw epochOver({ epoch: await this.beginEpoch() });
    return { epoch: current, entries: entries.map(travelling) };
  }

  /** A record's entries behind a version, oldest first: its history. */
  ofAggregate(aggregate: string, afterVersion: number, limit: number): Promise<JournalEntry[]> {
    return this.entries
      .find({ aggregate, version: { $gt: afterVersion } })
      .sort({ version: 1, n: 1 })
      .limit(limit)
      .toArray();
  }

  /** Every entry in order, for `verify`. */
  all(): AsyncIterable<JournalEntry> {
    return this.entries.find({}).sort({ _id: 1 });
  }

  private async last(): Promise<Pick<Head, 'seq' | 'hash'>> {
    const [last] = await this.entries
      .find({}, { projection: { hash: 1 } })
      .sort({ _id: -1 })
      .limit(1)
      .toArray();
    return { seq: last?._id ?? 0, hash: last?.hash ?? '' };
  }

  private numbered(head: Pick<Head, 'seq' | 'hash'>, events: readonly PendingEvent[]): JournalEntry[] {
    const entries: JournalEntry[] = [];
    let last = head;
    for (const event of events) {
      const entry = chain(last, event);
      entries.push(entry);
      last = { seq: entry._id, hash: entry.hash };
    }
    return entries;
  }

  /** Two histories of one record mean a database restored under a running service: stop rather than choose one. */
  private async refuseForks(events: readonly PendingEvent[]): Promise<void> {
    if (events.length === 0) return;
    const fork = await this.entries.findOne({
      $or: events.map(({ aggregate, version, n }) => ({ aggregate, version, n })),
      event: { $nin: events.map(({ id }) => id) },
    });
    if (fork)
      throw new Error(`journal: ${fork.aggregate} version ${String(fork.version)} was journaled with another event`);
  }
}
