import type { Caller, WorkingCalendar } from '@doorstep/domain';
import type { Journal } from '@doorstep/events';
import type { Db, MongoClient } from 'mongodb';
import type { Creation } from './collection.js';
import type { Receipt } from './document.js';
import type { KeyedQueue } from './keyed-queue.js';
import type { Mergers } from './mergers.js';
import { effectiveBeforePrevious, effectiveInFuture } from './refusals.js';
import type { Occasion } from './revision.js';

/** What all collections of a service share. */
export interface Engine {
  readonly client: MongoClient;
  readonly db: Db;
  readonly journal: Journal;
  readonly calendar: WorkingCalendar;
  readonly mergers: Mergers;
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

/** Clocks of two machines may differ by this much. */
const skewMs = 1_000;

/**
 * The circumstances of a change. Throws EFFECTIVE_IN_FUTURE, and EFFECTIVE_BEFORE_PREVIOUS where it would lie before the
 * record's last transition.
 */
export function occasionOf(
  engine: Engine,
  request: Creation,
  caller: Caller,
  receipt: Receipt,
  previous?: Date,
): Occasion {
  const now = engine.now();
  const { effectiveTime, reason } = request;
  if (effectiveTime && effectiveTime.getTime() > now.getTime() + skewMs) {
    throw effectiveInFuture({ field: 'effective_time', effective_time: effectiveTime.toISOString() });
  }
  if (effectiveTime && previous && effectiveTime < previous) {
    throw effectiveBeforePrevious({ field: 'effective_time', previous: previous.toISOString() });
  }
  const effective = effectiveTime ?? (previous && previous > now ? previous : now);
  return { caller, now, effective, reason, receipt, calendar: engine.calendar, traceparent: engine.traceparent() };
}
