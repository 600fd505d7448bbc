import type { Caller, WorkingCalendar } from '@doorstep/domain';
import type { Creation, Following } from '../mapping/definition.js';
import type { Receipt } from '../mapping/document.js';
import type { Engine } from './engine.js';
import { effectiveBeforePrevious, effectiveInFuture } from './refusals.js';

/** Under which circumstances a version is made. */
export interface CommandContext {
  readonly caller: Caller;
  readonly now: Date;
  /** When the change takes effect: now, or earlier where the request says so. */
  readonly effective: Date;
  readonly reason: string;
  readonly receipt: Receipt;
  readonly calendar: WorkingCalendar;
  /** W3C trace context of the command; empty where nothing is traced. */
  readonly traceparent: string;
  /** Of what the platform does because of another record. */
  readonly following?: Following | undefined;
  /** Name of the clock that rang, where one did. */
  readonly clock?: string | undefined;
  /** What happened, where it is not the state that was reached. */
  readonly happening?: 'removed' | 'warned' | 'overdue' | 'escalated' | 'recounted' | 'moved' | undefined;
}

/** Until when a request lets the clocks of a record act first: a step that took effect before is none of theirs. */
export const takesEffect = ({ effectiveTime }: Pick<Creation, 'effectiveTime'>, now: Date): Date =>
  effectiveTime && effectiveTime < now ? effectiveTime : now;

/** Clocks of two machines may differ by this much. */
const skewMs = 1_000;

/**
 * The circumstances of a change. Throws EFFECTIVE_IN_FUTURE, and EFFECTIVE_BEFORE_PREVIOUS where it would lie before the
 * record's last transition: what the platform does because of another record takes effect with that transition then, for
 * somebody may have made a step since it looked.
 */
export function commandContext(
  engine: Engine,
  request: Creation,
  caller: Caller,
  receipt: Receipt,
  previous?: Date,
): CommandContext {
  const now = engine.now();
  const { effectiveTime, reason, following } = request;
  if (effectiveTime && effectiveTime.getTime() > now.getTime() + skewMs) {
    throw effectiveInFuture({ field: 'effective_time', effective_time: effectiveTime.toISOString() });
  }
  if (effectiveTime && previous && effectiveTime < previous && following === undefined) {
    throw effectiveBeforePrevious({ field: 'effective_time', previous: previous.toISOString() });
  }
  const since = previous && previous > now ? previous : now;
  const effective = effectiveTime === undefined ? since : new Date(Math.max(+effectiveTime, +(previous ?? 0)));
  const { calendar } = engine;
  return { caller, now, effective, reason, receipt, calendar, following, traceparent: engine.traceparent() };
}
