import type { Caller, WorkingCalendar } from '@doorstep/domain';
import type { Journal } from '@doorstep/events';
import type { Connection, mongo } from 'mongoose';
import type { Receipt } from '../mapping/document.js';
import type { KeyedQueue } from './keyed-queue.js';

/** What all collections of a service share. */
export interface Engine {
  readonly connection: Connection;
  readonly db: mongo.Db;
  readonly journal: Journal;
  readonly calendar: WorkingCalendar;
  /** Code of the division that took over; undefined while a division is in force. */
  successorOf(division: string): string | undefined;
  /** Key of this installation, for page tokens. */
  readonly key: Uint8Array;
  readonly queue: KeyedQueue;
  /** The clock, replaced by tests. */
  readonly now: () => Date;
  receipt(requestId: string, caller: Caller, v: number): Receipt;
  /** W3C trace context under way; empty where nothing is traced. */
  traceparent(): string;
  /** Called after a write: events wait for the relay. */
  wake(): void;
}
