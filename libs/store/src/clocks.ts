import type { WorkingCalendar, WorkingDays } from '@doorstep/domain';
import type { ClockState } from './document.js';

const dayMs = 86_400_000;

/** The clock of a state that began at `start`; undefined where the state has none. Throws CALENDAR_MISSING. */
export function clockOf(
  limit: WorkingDays | undefined,
  start: Date,
  calendar: WorkingCalendar,
): ClockState | undefined {
  if (limit === undefined) return undefined;
  const due = calendar.after(start, limit.workingDays);
  return { start, workingDays: limit.workingDays, calendar: calendar.version, due };
}

/**
 * When a clock fires: when it is due, but for a state recorded late (paper records, offline visits) a day after the
 * recording, so that the next step can still be recorded before anybody is told.
 */
export const firesAt = (clock: ClockState, recorded: Date): Date =>
  clock.due > recorded ? clock.due : new Date(recorded.getTime() + dayMs);
