import { dayOf, endOf } from './day.js';
import type { WorkingDays } from './lifecycle.js';
import type { WorkingCalendar } from './working-calendar.js';

/** A while in which a clock stands still; it still does where `until` is absent. */
interface Pause {
  readonly from: Date;
  readonly until?: Date | undefined;
}

/** Something that a clock does: it warns of the breach to come, then it is one. */
export interface Ring {
  readonly at: Date;
  readonly what: 'warned' | 'overdue';
}

/** A running clock: what it was wound up with, so that it can be counted again by another calendar, and what it shows. */
export interface Clock {
  readonly start: Date;
  readonly workingDays: number;
  /** At most 50. */
  readonly pauses: readonly Pause[];
  /** Version of the calendar that it was counted by. */
  readonly calendar: string;
  /** Whether a day that it counted lies in a year without a published calendar. */
  readonly provisional: boolean;
  /** End of the last working day; absent while it stands still. */
  readonly due?: Date | undefined;
  /** End of the working day before that. */
  readonly warn?: Date | undefined;
  /** What it has still to do, the earliest first; nothing while it stands still. */
  readonly rings: readonly Ring[];
}

/** How long the whole may take, whatever states it passes. */
export interface Overall<S extends string> {
  readonly within: WorkingDays;
  /** States in which nothing is left to do. */
  readonly until: readonly S[];
  /** States in which the applicant is awaited: the clock stands still. */
  readonly pauses?: readonly S[];
}

const dayMs = 86_400_000;
const maxPauses = 50;
/** A provisional day was never earlier than the published one by more: so long its breach waits. Source: ADR 0038. */
const graceWorkingDays = 2;

/**
 * Winds a clock up. Working days whose end falls into a pause do not count. What is recorded late (paper, offline visits)
 * is not in breach before a day after its recording, so that its next step can still be recorded. What is counted
 * provisionally warns in time, and is in breach once no published calendar could say otherwise. Throws CALENDAR_MISSING.
 */
export function windUp(
  { start, workingDays, pauses = [] }: Pick<Clock, 'start' | 'workingDays'> & Partial<Pick<Clock, 'pauses'>>,
  calendar: WorkingCalendar,
  recorded: Date,
): Clock {
  const wound = { start, workingDays, pauses, calendar: calendar.version, provisional: false };
  if (pauses.some(({ until }) => until === undefined)) return { ...wound, rings: [] };
  const due = endOfCounted(start, workingDays, pauses, calendar);
  const warn = endOfCounted(start, Math.max(0, workingDays - 1), pauses, calendar);
  const provisional = calendar.provisional(start, due);
  const certain = provisional ? calendar.after(new Date(due.getTime() - 1), graceWorkingDays) : due;
  const breach = certain > recorded ? certain : new Date(recorded.getTime() + dayMs);
  const warning: Ring[] = warn > recorded && warn < due ? [{ at: warn, what: 'warned' }] : [];
  return { ...wound, provisional, due, warn, rings: [...warning, { at: breach, what: 'overdue' }] };
}

/** End of the n-th working day after `start` whose end lies in no pause. */
function endOfCounted(start: Date, n: number, pauses: readonly Pause[], calendar: WorkingCalendar): Date {
  const first = endOf(dayOf(start));
  const later = (a: Date, b: Date): Date => (a > b ? a : b);
  const earlier = (a: Date, b: Date): Date => (a < b ? a : b);
  for (let skipped = 0; ;) {
    const end = calendar.after(start, n + skipped);
    const standing = pauses.reduce(
      (sum, { from, until = end }) => sum + calendar.between(later(from, first), earlier(until, end)),
      0,
    );
    if (standing === skipped) return end;
    skipped = standing;
  }
}

/** Stands still from an instant on. A clock that was stopped fifty times goes on. */
export const pause = (clock: Clock, from: Date, calendar: WorkingCalendar): Clock =>
  clock.pauses.length >= maxPauses || clock.due === undefined
    ? clock
    : windUp({ ...clock, pauses: [...clock.pauses, { from }] }, calendar, from);

/** Goes on from an instant on. */
export const resume = (clock: Clock, until: Date, calendar: WorkingCalendar, recorded: Date): Clock =>
  windUp({ ...clock, pauses: clock.pauses.map((one) => ({ ...one, until: one.until ?? until })) }, calendar, recorded);

/** The same clock by another calendar; what it has done it does not do again. */
export function recount(clock: Clock, calendar: WorkingCalendar, now: Date): Clock {
  const wound = windUp(clock, calendar, now);
  const left = new Set(clock.rings.map(({ what }) => what));
  return clock.due === undefined ? wound : { ...wound, rings: wound.rings.filter(({ what }) => left.has(what)) };
}

/** What a clock does now: the last of what was to be done, so that nobody is warned of what is already a breach. */
export const ringing = ({ rings }: Clock, now: Date): Ring | undefined => rings.findLast(({ at }) => at <= now);

/** The clock after it rang. */
export const rung = (clock: Clock, now: Date): Clock => ({ ...clock, rings: clock.rings.filter(({ at }) => at > now) });
