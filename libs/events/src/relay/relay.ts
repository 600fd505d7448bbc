import type { mongo } from 'mongoose';
import type { Redis } from 'ioredis';
import type { PendingEvent } from '../journal/event.js';
import type { Journal } from '../journal/journal.js';
import type { Lease, Leases } from '../lease/lease.js';
import { Loop } from '../lease/loop.js';
import type { Observer } from '../journal/observer.js';
import { Stream, wakeChannel } from './stream.js';

/** What the relay reads of a record: its name and the events that wait in it. */
interface Outbox {
  readonly _id: string;
  readonly _ev: PendingEvent[];
}

/** Records in which events wait. The second condition lets the planner take the partial index of the first. */
export const waiting = { '_ev.0': { $exists: true }, '_ev.id': { $gt: '' } } as const;

const batch = 500;
/** Gathers what is written together, so that one journal write serves many commands. */
const gatherMs = 25;
/** Keeps the lease, and looks for work where nobody can wake it. */
const pollMs = 1_000;
/** Looks again even when nobody woke it: a wake can be lost. */
const seldomMs = 5_000;

export interface RelayParts {
  readonly db: mongo.Db;
  readonly journal: Journal;
  readonly redis: Redis;
  readonly service: string;
  readonly leases: Leases;
  readonly observer: Observer;
  readonly onError: (error: unknown) => void;
}

/** Moves events out of the records that made them, into the journal and onto the stream, in this order. */
export class Relay {
  private readonly sources: mongo.Collection<Outbox>[] = [];
  private readonly lease: Lease;
  private readonly stream: Stream;
  private readonly loop: Loop;
  private readonly subscriber: Redis;
  private gathering: NodeJS.Timeout | undefined;
  private leading = false;
  private woken = false;
  private drained = Number.NEGATIVE_INFINITY;
  /** Whether journal and stream were compared since the database was last out of sight. */
  private compared = false;

  constructor(private readonly parts: RelayParts) {
    this.lease = parts.leases.of('relay');
    this.stream = new Stream(parts.redis, parts.service);
    this.subscriber = parts.redis.duplicate({ lazyConnect: true }); // not before it is started
    this.loop = new Loop(() => this.round(), parts.onError);
  }

  /** Adds a collection whose records carry events; its index on them is the store's. */
  follow(collection: string): void {
    this.sources.push(this.parts.db.collection<Outbox>(collection));
  }

  start(): void {
    this.subscriber.on('message', () => {
      if (this.leading) this.wake();
    });
    this.subscriber.on('error', this.parts.onError);
    this.subscriber.subscribe(wakeChannel(this.parts.service)).catch(this.parts.onError);
    this.loop.start();
  }

  /** Moves what still waits, then gives the lease back. */
  async stop(): Promise<void> {
    clearTimeout(this.gathering);
    await this.loop.stop();
    this.subscriber.disconnect();
    if (this.leading) await this.drain().catch(this.parts.onError);
    await this.lease.release();
  }

  /** Called after a write. The holder of the lease goes to work soon; another replica tells the holder. */
  wake(): void {
    this.gathering ??= setTimeout(() => {
      this.gathering = undefined;
      this.woken = true;
      if (this.leading) this.loop.wake();
      else this.parts.redis.publish(wakeChannel(this.parts.service), '').catch(this.parts.onError);
    }, gatherMs);
  }

  /** Moves everything that waits now. @returns how many events it moved. */
  async drain(): Promise<number> {
    let moved = 0;
    for (const source of await this.filled()) {
      for (let found = batch; found === batch;) {
        const records = await source
          .find(waiting, { projection: { _ev: 1 } })
          .limit(batch)
          .toArray();
        found = records.length;
        if (found > 0) moved += await this.move(source, records);
      }
    }
    return moved;
  }

  /** The collections in which events wait, by one look into all of them. */
  private async filled(): Promise<mongo.Collection<Outbox>[]> {
    const look = ({ collectionName }: mongo.Collection<Outbox>) => [
      { $match: waiting },
      { $limit: 1 },
      { $project: { _id: 0, name: { $literal: collectionName } } },
    ];
    const [first, ...others] = this.sources;
    if (first === undefined) return [];
    const unions = others.map((other) => ({ $unionWith: { coll: other.collectionName, pipeline: look(other) } }));
    const found = await first.aggregate<{ name: string }>([...look(first), ...unions]).toArray();
    const names = new Set(found.map(({ name }) => name));
    return this.sources.filter(({ collectionName }) => names.has(collectionName));
  }

  private async round(): Promise<number> {
    try {
      this.leading = await this.lease.hold();
      this.compared &&= this.leading;
      if (!this.leading) this.drained = Number.NEGATIVE_INFINITY;
      if (!this.leading) return pollMs;
      this.compared ||= await this.noticeRestore();
      if (this.expectsWork()) await this.drain();
      return pollMs;
    } catch (error) {
      // What comes back may be an older database, and what waits was not moved.
      this.compared = false;
      this.drained = Number.NEGATIVE_INFINITY;
      throw error;
    }
  }

  /** Whether somebody woke it, or a look is due. Who has just become the leader, or cannot be woken, looks each time. */
  private expectsWork(): boolean {
    const now = performance.now();
    const due = now - this.drained >= seldomMs || this.subscriber.status !== 'ready';
    if (!this.woken && !due) return false;
    this.woken = false;
    this.drained = now;
    return true;
  }

  private async move(source: mongo.Collection<Outbox>, records: readonly Outbox[]): Promise<number> {
    const events = records.flatMap(({ _ev }) => _ev);
    const entries = await this.parts.journal.append(events);
    await this.stream.add(await this.parts.journal.epoch(), entries).catch(this.parts.onError);
    // Exactly what was journaled, never all: an event may have been pushed meanwhile.
    await source.bulkWrite(
      records.map(({ _id, _ev }) => ({
        updateOne: { filter: { _id }, update: { $pull: { _ev: { id: { $in: _ev.map(({ id }) => id) } } } } },
      })),
      { ordered: false },
    );
    this.parts.observer.journaled(entries);
    return events.length;
  }

  /**
   * A stream that ends with an entry that the journal has not means that the journal was restored: another epoch begins.
   * @returns false where the stream could not be asked.
   */
  private async noticeRestore(): Promise<boolean> {
    const { journal, onError } = this.parts;
    try {
      const last = await this.stream.last(await journal.epoch());
      if (last && !(await journal.holds(last))) await journal.beginEpoch();
      return true;
    } catch (error) {
      onError(error);
      return false;
    }
  }
}
