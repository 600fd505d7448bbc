import { setTimeout as delay } from 'node:timers/promises';
import type { Entry } from '@doorstep/contracts/events/v1/journal.js';
import { DomainError } from '@doorstep/domain';
import type { Redis } from 'ioredis';
import type { Connection, mongo } from 'mongoose';
import { DeadLetters, type DeadLetter } from './dead-letters.js';
import type { Lease, Leases } from '../lease/lease.js';
import { Loop } from '../lease/loop.js';
import type { Observer } from '../journal/observer.js';
import { passes } from './passing.js';
import { Stream } from '../relay/stream.js';

/** Reads the journal that a consumer follows: the own one, or a peer's over gRPC. Throws EPOCH_OVER. */
export interface JournalReader {
  read(epoch: string, after: number, limit: number): Promise<{ epoch: string; entries: Entry[] }>;
}

/** What a consumer does with entries. Both ways see every entry at least once, in order, one consumer at a time. */
type Digest =
  | {
      /** Writes projections in the transaction that moves the position: every entry has its effect exactly once. */
      readonly project: (entries: readonly Entry[], session: mongo.ClientSession) => Promise<void>;
      /** Forgets everything, when the source begins another epoch; runs in a transaction. */
      readonly reset: (session: mongo.ClientSession) => Promise<void>;
    }
  | {
      /** Gives commands that name the event as their request id, so that a repeat has no second effect. */
      readonly react: (entry: Entry) => Promise<void>;
    };

/** One consumer group of one source. */
export interface Subscription {
  readonly group: string;
  readonly source: string;
  readonly reader: JournalReader;
  readonly digest: Digest;
}

/** How far a group has come in a source. */
export interface Position {
  readonly _id: string;
  readonly epoch: string;
  readonly seq: number;
}

export interface ConsumerParts {
  readonly connection: Connection;
  readonly db: mongo.Db;
  readonly redis: Redis;
  readonly leases: Leases;
  readonly observer: Observer;
  readonly now: () => Date;
  readonly onError: (error: unknown) => void;
}

/**
 * Another consumer of the group moved the position meanwhile, as happens where a lease passes on while a batch is under
 * way: what was to be done is done, and nothing is wrong.
 */
export class Overtaken extends Error {
  constructor(readonly consumer: string) {
    super(`consumer ${consumer}: another consumer moved the position`);
  }
}

const batch = 500;
/** Waits for the stream this long, then looks into the owner's journal: the stream may have been lost. */
const blockMs = 5_000;
const standbyMs = 1_000;
/** Tries of one batch before its poison is looked for. */
const maxTries = 3;
const retryMs = 200;
/** So often it looks for dead letters that an operator wants to be taken in. */
const lettersMs = 2_000;
const snapshot = { writeConcern: { w: 'majority', j: true }, readConcern: { level: 'snapshot' } } as const;

/** Follows a journal: the stream while it is whole, the owner's journal on a gap, after a silence and at the start. */
export class Consumer {
  private readonly loop: Loop;
  private readonly lease: Lease;
  private readonly positions: mongo.Collection<Position>;
  private readonly letters: DeadLetters;
  private readonly stream: Stream;
  private readonly redis: Redis;
  private readonly id: string;
  /** Whether the next read asks the journal. */
  private doubtful = true;
  private stopping = false;
  /** When it looks for letters that somebody asked for, by the clock of `performance`. */
  private lettersDue = 0;

  constructor(
    private readonly parts: ConsumerParts,
    private readonly subscription: Subscription,
  ) {
    this.id = `${subscription.group}:${subscription.source}`;
    this.redis = parts.redis.duplicate({ lazyConnect: true }); // not before it is started
    this.redis.on('error', parts.onError);
    this.stream = new Stream(this.redis, subscription.source);
    this.positions = parts.db.collection('positions');
    this.letters = new DeadLetters(parts.db, parts.now);
    this.lease = parts.leases.of(`consumer:${this.id}`);
    this.loop = new Loop((signal) => this.round(signal), parts.onError);
  }

  start(): void {
    this.loop.start();
  }

  async stop(): Promise<void> {
    this.stopping = true;
    const stopped = this.loop.stop();
    this.redis.disconnect();
    await stopped;
    await this.lease.release();
  }

  /** How far the group has come; at the start of an unknown epoch where it never read. */
  async position(): Promise<Position> {
    return (await this.positions.findOne({ _id: this.id })) ?? { _id: this.id, epoch: '', seq: 0 };
  }

  /**
   * Takes in once more, in order, what an operator asked for since its cause was mended. What harms still is set aside
   * again; what waits for its surroundings stays asked for.
   */
  private async takeLettersIn(): Promise<void> {
    if (performance.now() < this.lettersDue) return;
    this.lettersDue = performance.now() + lettersMs;
    const { group, source } = this.subscription;
    for (const letter of await this.letters.asked(group, source)) {
      try {
        await this.takeLetterIn(letter);
      } catch (error) {
        if (this.stopping || passes(error)) throw error;
        this.parts.onError(error);
        await this.letters.add(group, source, letter.entry, error);
      }
    }
  }

  private async takeLetterIn({ _id, entry }: DeadLetter): Promise<void> {
    const { digest } = this.subscription;
    if ('react' in digest) await digest.react(entry);
    await this.inTransaction(async (session) => {
      if ('project' in digest) await digest.project([entry], session);
      await this.letters.remove(_id, session);
    });
  }

  private async round(signal: AbortSignal): Promise<number> {
    if (!(await this.lease.hold())) return standbyMs;
    await this.takeLettersIn();
    const position = await this.position();
    const asked = this.doubtful || position.epoch === '';
    const next = asked ? await this.readJournal(position) : await this.readStream(position, signal);
    if (next.entries.length === 0) {
      // The journal has no more: trust the stream. The stream is silent or has a gap: ask the journal.
      this.doubtful = !asked;
      if (next.epoch !== position.epoch) await this.move(position, { ...position, epoch: next.epoch });
      return 0;
    }
    await this.digest(position, next);
    return 0;
  }

  private async readJournal(position: Position): Promise<{ epoch: string; entries: Entry[] }> {
    try {
      return await this.subscription.reader.read(position.epoch, position.seq, batch);
    } catch (error) {
      if (!(error instanceof DomainError) || error.reason !== 'EPOCH_OVER') throw error;
      await this.startAgain(position);
      return this.subscription.reader.read('', 0, batch);
    }
  }

  private async readStream(
    { epoch, seq }: Position,
    signal: AbortSignal,
  ): Promise<{ epoch: string; entries: Entry[] }> {
    try {
      const entries = await this.stream.read(epoch, seq, blockMs);
      const whole = entries.every((entry, i) => entry.seq === seq + 1 + i);
      return { epoch, entries: whole ? entries : [] };
    } catch (error) {
      if (!signal.aborted) this.parts.onError(error);
      await delay(standbyMs, undefined, { signal }).catch(() => undefined);
      return { epoch, entries: [] };
    }
  }

  private async digest(position: Position, { epoch, entries }: { epoch: string; entries: Entry[] }): Promise<void> {
    for (let tried = 1; ; tried += 1) {
      try {
        await this.take(position, this.behind(position, epoch, entries), entries);
        return;
      } catch (error) {
        if (this.stopping || passes(error) || error instanceof Overtaken) throw error;
        this.parts.onError(error);
        if (tried < maxTries) await delay(retryMs * tried);
        else if (entries.length > 1) {
          // One of them is poison: take the first alone, the next round takes up behind it.
          await this.digest(position, { epoch, entries: entries.slice(0, 1) });
          return;
        } else {
          await this.bury(position, this.behind(position, epoch, entries), entries, error);
          return;
        }
      }
    }
  }

  private behind(position: Position, epoch: string, entries: readonly Entry[]): Position {
    return { _id: position._id, epoch, seq: entries.at(-1)?.seq ?? position.seq };
  }

  private async take(from: Position, to: Position, entries: readonly Entry[]): Promise<void> {
    const { digest } = this.subscription;
    const { observer } = this.parts;
    if ('project' in digest) {
      const project = (): Promise<void> =>
        this.inTransaction(async (session) => {
          await this.move(from, to, session);
          await digest.project(entries, session);
        });
      await observer.digesting(this.subscription, entries, project);
    } else {
      for (const entry of entries) await observer.digesting(this.subscription, [entry], () => digest.react(entry));
      await this.move(from, to);
    }
  }

  private async bury(from: Position, to: Position, [entry]: readonly Entry[], error: unknown): Promise<void> {
    if (!entry) return;
    const { group, source } = this.subscription;
    await this.inTransaction(async (session) => {
      await this.move(from, to, session);
      await this.letters.add(group, source, entry, error, session);
    });
  }

  private async startAgain(position: Position): Promise<void> {
    const { digest, group, source } = this.subscription;
    await this.inTransaction(async (session) => {
      if ('reset' in digest) await digest.reset(session);
      await this.letters.forget(group, source, session); // of an epoch that is over
      await this.positions.updateOne({ _id: position._id }, { $set: { epoch: '', seq: 0 } }, { upsert: true, session });
    });
  }

  /** Throws Overtaken. */
  private async move(from: Position, to: Position, session?: mongo.ClientSession): Promise<void> {
    const fence = from.epoch === '' ? { _id: from._id } : { _id: from._id, epoch: from.epoch, seq: from.seq };
    const set = { $set: { epoch: to.epoch, seq: to.seq } };
    const options = { upsert: from.epoch === '', ...(session && { session }) };
    const { matchedCount, upsertedCount } = await this.positions.updateOne(fence, set, options);
    if (matchedCount + upsertedCount === 0) throw new Overtaken(this.id);
  }

  /**
   * A process that was killed leaves its transaction open, and with it our position held, until the server ends it,
   * after a minute by default. The driver tries again all that time; who is told to stop must not wait for it.
   */
  private async inTransaction(work: (session: mongo.ClientSession) => Promise<void>): Promise<void> {
    const step = async (session: mongo.ClientSession): Promise<void> => {
      if (this.stopping) throw new Error(`consumer ${this.id}: stopped`);
      await work(session);
    };
    await this.parts.connection.transaction(step, snapshot);
  }
}
