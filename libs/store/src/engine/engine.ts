import type { Caller, WorkingCalendar } from '@doorstep/domain';
import type { Journal } from '@doorstep/events';
import type { Connection, mongo } from 'mongoose';
import type { Stored } from '../mapping/definition.js';
import type { Document, Receipt } from '../mapping/document.js';
import type { JointCommit } from './joint-commit.js';
import type { KeyedQueue } from './keyed-queue.js';
import type { View } from './moment.js';

/** A record as it was, nothing where it begins, and as it becomes, nothing where it is removed. */
export interface Passage<T extends Stored = Stored> {
  readonly before?: T | undefined;
  readonly after?: T | undefined;
}

/** What records owe to those to which they refer, and to the division tree. */
export interface Integrity {
  /**
   * What must be proved before a record of a collection is written; undefined where nothing has to. Throws refusals.
   * @param view documents that the transaction holds, as its commands before left them.
   */
  proof<T extends Stored>(collection: string, passage: Passage<T>, view?: View): (() => Promise<void>) | undefined;
  /** What must be proved before a step that its own rule refuses is refused by it: a parent that is over is said first. */
  gate(collection: string, before: Stored, rpc: string): (() => Promise<void>) | undefined;
  /** The records that must stand as they do while a record of a collection begins. */
  holds(collection: string, after: Stored): readonly Held[];
}

/** A document that a write relies on, by a filter that it must meet. */
export interface Held {
  readonly documents: mongo.Collection<Document>;
  readonly filter: mongo.Filter<Document>;
  readonly missed: () => Error;
}

/** What all collections of a service share. */
export interface Engine {
  readonly connection: Connection;
  readonly db: mongo.Db;
  readonly journal: Journal;
  readonly calendar: WorkingCalendar;
  /** Code of the division that took over; undefined while a division is in force. */
  successorOf(division: string): string | undefined;
  readonly integrity: Integrity;
  /** Key of this installation, for page tokens. */
  readonly key: Uint8Array;
  readonly queue: KeyedQueue;
  readonly joint: JointCommit;
  /** The clock, replaced by tests. */
  readonly now: () => Date;
  receipt(requestId: string, caller: Caller, v: number): Receipt;
  /** W3C trace context under way; empty where nothing is traced. */
  traceparent(): string;
  /** Called after a write: events wait for the relay. */
  wake(): void;
}
