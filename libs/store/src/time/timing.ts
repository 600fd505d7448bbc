import { Clock_End as End, type Clock as Shown, type Waiting } from '@doorstep/contracts/deadlines/v1/waiting.js';
import {
  dayOf,
  earliest,
  endOf,
  escalates,
  idsAt,
  pause,
  ranOut,
  resume,
  windUp,
  type Clock,
  type ClockDefinition,
  type Span,
  type WorkingCalendar,
} from '@doorstep/domain';
import type { Stored } from '../mapping/definition.js';
import type { Document } from '../mapping/document.js';
import type { Noun } from '../mapping/noun.js';
import type { CommandContext } from '../engine/command-context.js';

/** The clocks of a record, and what it shows of them. */
export interface Timing {
  readonly clocks: Document['_clocks'] | undefined;
  /** Earliest instant at which one of them does something. */
  readonly next: Date | undefined;
  readonly shown: Pick<Stored, 'dueTime' | 'overdue' | 'waiting'>;
}

type Before<T> = { readonly record: T; readonly document: Document } | undefined;
interface Change<T> {
  readonly before: Before<T>;
  readonly after: T;
  /** Whether it reached another state. */
  readonly moved: boolean;
  readonly context: CommandContext;
}
interface Running<T> {
  readonly name: string;
  readonly spec: ClockDefinition<T>;
  readonly clock: Clock;
}

/** Winds clocks up, stops them and lets them run on, by what a change did to the record. Throws CALENDAR_MISSING. */
export function timingOf<T extends Stored>(noun: Noun<T>, change: Change<T>): Timing {
  const { before, after, moved } = change;
  const running = noun.clocks.flatMap(([name, spec]): Running<T>[] => {
    const clock = clockOf(spec, before?.document._clocks?.[name], change);
    return clock === undefined ? [] : [{ name, spec, clock }];
  });
  const overdue = moved ? false : (after.overdue ?? false);
  if (running.length === 0)
    return { clocks: undefined, next: undefined, shown: { overdue, dueTime: undefined, waiting: undefined } };
  const soonest = endsNext(running);
  return {
    clocks: Object.fromEntries(running.map(({ name, clock }) => [name, clock])),
    next: earliest(...running.map(({ clock }) => clock.rings[0]?.at)),
    shown: { overdue, dueTime: soonest?.due, waiting: waitingOf(noun, after, moved, running, soonest) },
  };
}

/** What is recorded later than this was recorded late. */
const promptMs = 3_600_000;

/** A clock as a change leaves it; undefined where it does not run. */
function clockOf<T extends Stored>(
  spec: ClockDefinition<T>,
  known: Clock | undefined,
  change: Change<T>,
): Clock | undefined {
  const span = spanOf(spec, change.after);
  if (span === undefined) return undefined;
  const { calendar, now, effective, clock: ringing } = change.context;
  const begins = beginsAt(spec, known, change);
  const wind = (start: Date): Clock => {
    const late = ringing === undefined && now.getTime() - start.getTime() > promptMs;
    return windUp({ start, ...span }, calendar, now, late);
  };
  const clock = begins === undefined ? known && withSpan(known, span, change.context) : wind(begins);
  const stands = spec.pauses?.includes(change.after.state ?? '') ?? false;
  if (clock === undefined || stands === (clock.due === undefined)) return clock;
  return stands ? pause(clock, effective, calendar) : resume(clock, effective, calendar, now);
}

/** The same clock where it was given another time. */
const withSpan = (clock: Clock, span: Span, { calendar, now }: CommandContext): Clock =>
  clock.kind === span.kind && clock.n === span.n ? clock : windUp({ ...clock, ...span }, calendar, now);

/** How long a clock runs in the state that was reached; undefined where it does not. */
function spanOf<T extends Stored>(spec: ClockDefinition<T>, record: T): Span | undefined {
  const { in: states, within, from } = spec;
  const { state = '' } = record;
  if (!isList(states)) return states[state];
  if (!states.includes(state) || (from !== undefined && dateOf(from, record) === undefined)) return undefined;
  return typeof within === 'function' ? within(record) : within;
}

/** The date of a record from which a clock counts. */
const dateOf = <T extends Stored>(from: NonNullable<ClockDefinition<T>['from']>, record: T): Date | undefined =>
  typeof from === 'function' ? from(record) : (record[from as keyof T] as Date | undefined);

const isList = (states: ClockDefinition<never>['in']): states is readonly string[] => Array.isArray(states);

/**
 * From when a clock counts that begins with a change; undefined where it goes on as it was. It begins with its state, with
 * its date or with what it is about; one that took the record to another desk gives whoever sits there the whole time,
 * from when that was recorded.
 */
function beginsAt<T extends Stored>(
  spec: ClockDefinition<T>,
  known: Clock | undefined,
  { before, after, moved, context: { effective, now, happening } }: Change<T>,
): Date | undefined {
  const { from, per, in: states } = spec;
  if (from !== undefined) {
    const date = dateOf(from, after);
    return date?.getTime() === known?.start.getTime() ? undefined : date;
  }
  const each = !isList(states);
  if (before === undefined || known === undefined || (moved && each)) return effective;
  if (per !== undefined && before.record[per as keyof T] !== after[per as keyof T]) return effective;
  const elsewhere = before.record.waiting?.desk !== after.waiting?.desk && happening !== 'moved';
  return elsewhere && each && escalates(spec) ? now : undefined;
}

/** The clock that ends next; where all have ended, the one that did first. */
function endsNext<T>(running: readonly Running<T>[]): Clock | undefined {
  const [next] = running
    .map(({ clock }) => clock)
    .filter(({ due }) => due !== undefined)
    .sort((a, b) => Number(ranOut(a)) - Number(ranOut(b)) || Number(a.due) - Number(b.due));
  return next;
}

/** A new state lies on the desk of the record's own division; what was given to a person stays with them. */
function waitingOf<T extends Stored>(
  { division }: Noun<T>,
  record: T,
  moved: boolean,
  running: readonly Running<T>[],
  soonest: Clock | undefined,
): Waiting {
  const { desk = '', assignee = '', escalations = 0 } = record.waiting ?? {};
  const awaited = running.some(({ spec }) => spec.verb === undefined);
  return {
    desk: awaited ? (moved || desk === '' ? division(record) : desk) : '',
    assignee,
    escalations: moved ? 0 : escalations,
    warnTime: soonest?.warn,
    paused: soonest === undefined,
    workingDaysLeft: 0,
    provisional: running.some(({ clock }) => clock.provisional),
    clocks: running.map((one) => shownOf(record, one)),
  };
}

function shownOf<T extends Stored>(record: T, { name, spec, clock }: Running<T>): Shown {
  const { zh, verb = '', tells } = spec;
  const overdue = ranOut(clock);
  return {
    ...{ name, verb, overdue, displayName: zh, kind: clock.kind, dueTime: clock.due, warnTime: clock.warn },
    end: verb !== '' ? End.STEP : tells === undefined ? End.ESCALATION : End.NOTICE,
    paused: clock.due === undefined,
    provisional: clock.provisional,
    organisations: overdue && tells !== undefined ? [...new Set(idsAt(record, tells))] : [],
  };
}

/** The record with the working days that are left as of now; 0 where no calendar reaches so far. */
export function withTimeLeft<T extends Stored>(record: T, now: Date, calendar: WorkingCalendar): T {
  const { waiting, dueTime: due } = record;
  if (!waiting || due === undefined || !calendar.covers(now) || !calendar.covers(due)) return record;
  const workingDaysLeft = due > now ? calendar.between(endOf(dayOf(now)), due) : 0 - calendar.between(due, now);
  return { ...record, waiting: { ...waiting, workingDaysLeft } };
}
