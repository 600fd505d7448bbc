import { Clock_Kind as Kind } from '@doorstep/contracts/deadlines/v1/waiting.js';
import { addDays, dayOf, endOf } from './day.js';
import type { Span } from './clocks.js';
import type { WorkingCalendar } from './working-calendar.js';

/** A while in which a clock stands still; it still does where `until` is absent. */
interface Pause {
  readonly from: Date;
  readonly until?: Date | undefined;
}

/** Something that a clock does: it warns of its end to come, then it has run out. */
export interface Ring {
  readonly at: Date;
  readonly what: 'warned' | 'overdue';
}

/** A running clock: what it was wound up with, so that it can be counted again by another calendar, and what it shows. */
export interface Clock extends Span {
  readonly start: Date;
  /** At most 50. */
  readonly pauses: readonly Pause[];
  /** Version of the calendar that it was counted by. */
  readonly calendar: string;
  /** Whether a day that it counted lies in a year without a published calendar. */
  readonly provisional: boolean;
  /** When it runs out; absent while it stands still. */
  readonly due?: Date | undefined;
  /** When it warns of that; absent where there is no time for it. */
  readonly warn?: Date | undefined;
  /** What it has still to do, the earliest first; nothing while it stands still, nor once it ran out. */
  readonly rings: readonly Ring[];
}

const dayMs = 86_400_000;
const hourMs = 3_600_000;
const maxPauses = 50;
/** A provisional day was never earlier than the published one by more: so long its breach waits. Source: ADR 0038. */
const graceWorkingDays = 2;

const later = (a: Date, b: Date): Date => (a > b ? a : b);
const earlier = (a: Date, b: Date): Date => (a < b ? a : b);

/**
 * Winds a clock up. What was recorded late (paper, offline visits) does not ring before a day after its recording, so
 * that its next step can still be recorded. What is counted provisionally warns in time, and ends once no published
 * calendar could say otherwise. Throws CALENDAR_MISSING.
 * @param late whether what starts it was recorded late.
 */
export function windUp(
  { start, kind, n, pauses = [] }: Pick<Clock, 'start'> & Span & Partial<Pick<Clock, 'pauses'>>,
  calendar: WorkingCalendar,
  recorded: Date,
  late = false,
): Clock {
  const wound = { start, kind, n, pauses, calendar: calendar.version, provisional: false };
  if (pauses.some(({ until }) => until === undefined)) return { ...wound, rings: [] };
  const { due, warn } = endsOf[kind](start, n, pauses, calendar);
  const provisional = kind !== Kind.HOURS && calendar.provisional(start, due);
  const certain = provisional ? calendar.after(new Date(due.getTime() - 1), graceWorkingDays) : due;
  const end = late || certain <= recorded ? later(certain, new Date(recorded.getTime() + dayMs)) : certain;
  const warning: Ring[] = warn > later(start, recorded) && warn < due ? [{ at: warn, what: 'warned' }] : [];
  const rings: Ring[] = [...warning, { at: end, what: 'overdue' }];
  return { ...wound, provisional, due, ...(warn < due && { warn }), rings };
}

type Ends = (
  start: Date,
  n: number,
  pauses: readonly Pause[],
  calendar: WorkingCalendar,
) => { readonly due: Date; readonly warn: Date };

/** When a clock of a kind runs out, and when it warns of it: a working day before; one of hours when a quarter is left. */
const endsOf: Readonly<Record<Kind, Ends>> = {
  [Kind.WORKING_DAYS]: (start, n, pauses, calendar) => ({
    due: endOfCounted(start, n, pauses, calendar),
    warn: endOfCounted(start, Math.max(0, n - 1), pauses, calendar),
  }),
  /** The day of the start does not count; an end on a day off is the end of the next working day. Source: 民法典 201, 203. */
  [Kind.CALENDAR_DAYS]: (start, n, pauses, calendar) => {
    const last = workingDayFrom(dayOf(new Date(endOfCounted(start, n, pauses, everyDay).getTime() - 1)), 1, calendar);
    return { due: endOf(last), warn: endOf(workingDayFrom(addDays(last, -1), -1, calendar)) };
  },
  [Kind.HOURS]: (start, n, pauses) => {
    const stood = pauses.reduce((sum, { from, until = from }) => sum + Math.max(0, +until - +later(from, start)), 0);
    const due = new Date(start.getTime() + n * hourMs + stood);
    return { due, warn: new Date(due.getTime() - (n * hourMs) / 4) };
  },
  [Kind.UNSPECIFIED]: () => {
    throw new Error('a clock counts something');
  },
};

/** Counts every day as the calendar counts working days. */
const everyDay: Pick<WorkingCalendar, 'after' | 'between'> = {
  after: (start, n) => endOf(addDays(dayOf(start), n)),
  between: (from, until) => Math.max(0, (Date.parse(dayOf(until)) - Date.parse(dayOf(from))) / dayMs),
};

/** The first working day from a day on, forward or backward. */
function workingDayFrom(day: string, step: 1 | -1, calendar: WorkingCalendar): string {
  let found = day;
  while (!calendar.isWorkingDay(found)) found = addDays(found, step);
  return found;
}

/** End of the n-th counted day after `start` whose end lies in no pause. */
function endOfCounted(
  start: Date,
  n: number,
  pauses: readonly Pause[],
  days: Pick<WorkingCalendar, 'after' | 'between'>,
): Date {
  const first = endOf(dayOf(start));
  for (let skipped = 0; ;) {
    const end = days.after(start, n + skipped);
    const standing = pauses.reduce(
      (sum, { from, until = end }) => sum + days.between(later(from, first), earlier(until, end)),
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
  const again = clock.due === undefined ? wound : { ...wound, rings: wound.rings.filter(({ what }) => left.has(what)) };
  return tellsTheSame(clock, again) ? { ...clock, calendar: calendar.version } : again;
}

/** Whether two counts of a clock tell people the same, and at the same time. */
export function tellsTheSame(a: Clock, b: Clock): boolean {
  const told = ({ due, warn, provisional, rings }: Clock): string =>
    // Once it is certain, a ring differs from `due` only by when it was counted: what is recorded late rings a day after.
    JSON.stringify([due, warn, provisional, provisional ? rings : rings.map(({ what }) => what)]);
  return told(a) === told(b);
}

/** Whether it came to its end. */
export const ranOut = ({ due, rings }: Clock): boolean => due !== undefined && rings.length === 0;

/** What a clock does by an instant: the last of what was to be done, so that nobody is warned of what is already over. */
export const ringing = ({ rings }: Clock, by: Date): Ring | undefined => rings.findLast(({ at }) => at <= by);

/** The clock after it rang. */
export const rung = (clock: Clock, by: Date): Clock => ({ ...clock, rings: clock.rings.filter(({ at }) => at > by) });
