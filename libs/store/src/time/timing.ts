import type { Waiting } from '@doorstep/contracts/deadlines/v1/waiting.js';
import { dayOf, earliest, endOf, pause, resume, windUp, type Clock, type WorkingCalendar } from '@doorstep/domain';
import type { Stored } from '../mapping/definition.js';
import type { Document } from '../mapping/document.js';
import type { Noun } from '../mapping/noun.js';
import type { CommandContext } from '../engine/command-context.js';

/** The clocks of a record, and what it shows of them. */
export interface Timing {
  /** Of the state. */
  readonly clock: Clock | undefined;
  /** Of the whole. */
  readonly overall: Clock | undefined;
  /** Earliest instant at which one of them does something. */
  readonly next: Date | undefined;
  readonly shown: Pick<Stored, 'dueTime' | 'overdue' | 'waiting'>;
}

type Before<T> = { readonly record: T; readonly document: Document } | undefined;

/** Winds clocks up, stops them and lets them run on, by what a change did to state and desk. Throws CALENDAR_MISSING. */
export function timingOf<T extends Stored>(
  noun: Noun<T>,
  before: Before<T>,
  after: T,
  moved: boolean,
  context: CommandContext,
): Timing {
  const { clock, overall } = context.clocks ?? {
    clock: stateClock(noun, before, after, moved, context),
    overall: overallClock(noun, before, after, moved, context),
  };
  const overdue = moved ? false : (after.overdue ?? false);
  const open = clock !== undefined || overall !== undefined;
  return {
    clock,
    overall,
    next: earliest(clock?.rings[0]?.at, overall?.rings[0]?.at),
    shown: {
      dueTime: clock?.due,
      overdue,
      waiting: open ? waitingOf(noun, after, moved, clock, overall) : undefined,
    },
  };
}

/** A state's clock begins with the state; where the record went to another desk, anew when that was recorded. */
function stateClock<T extends Stored>(
  { spec }: Noun<T>,
  before: Before<T>,
  { state = '', waiting }: T,
  moved: boolean,
  { effective, now, calendar }: CommandContext,
): Clock | undefined {
  const limit = spec.deadlines?.[state];
  if (limit === undefined) return undefined;
  if (moved) return windUp({ start: effective, ...limit }, calendar, now);
  const stays = before?.record.waiting?.desk === waiting?.desk;
  return stays ? before?.document._clock : windUp({ start: now, ...limit }, calendar, now);
}

function overallClock<T extends Stored>(
  { spec: { overall } }: Noun<T>,
  before: Before<T>,
  { state = '' }: T,
  moved: boolean,
  { effective, now, calendar }: CommandContext,
): Clock | undefined {
  if (overall === undefined || overall.until.includes(state)) return undefined;
  const stands = overall.pauses?.includes(state) ?? false;
  const clock =
    before === undefined ? windUp({ start: effective, ...overall.within }, calendar, now) : before.document._overall;
  if (clock === undefined || !moved) return clock;
  const stood = clock.due === undefined;
  if (stands === stood) return clock;
  return stands ? pause(clock, effective, calendar) : resume(clock, effective, calendar, now);
}

/** A new state lies on the desk of the record's own division; what was given to a person stays with them. */
function waitingOf<T extends Stored>(
  { division }: Noun<T>,
  record: T,
  moved: boolean,
  clock: Clock | undefined,
  overall: Clock | undefined,
): Waiting {
  const { desk, assignee = '', escalations = 0 } = record.waiting ?? {};
  return {
    desk: moved || desk === undefined ? division(record) : desk,
    assignee,
    escalations: moved ? 0 : escalations,
    warnTime: clock?.warn,
    overallDueTime: overall?.due,
    paused: overall !== undefined && overall.due === undefined,
    workingDaysLeft: 0,
    provisional: [clock, overall].some((one) => one?.provisional),
  };
}

/** The record with the working days that are left as of now; 0 where no calendar reaches so far. */
export function withTimeLeft<T extends Stored>(record: T, now: Date, calendar: WorkingCalendar): T {
  const { waiting, dueTime } = record;
  if (!waiting) return record;
  const due = earliest(dueTime, waiting.overallDueTime);
  if (due === undefined || !calendar.covers(now) || !calendar.covers(due)) return record;
  const workingDaysLeft = due > now ? calendar.between(endOf(dayOf(now)), due) : 0 - calendar.between(due, now);
  return { ...record, waiting: { ...waiting, workingDaysLeft } };
}
