import { Clock_Kind as Kind } from '@doorstep/contracts/deadlines/v1/waiting.js';
import type { IdPath, Lifecycle } from './lifecycle.js';

/** How long a clock runs. */
export interface Span {
  readonly kind: Kind;
  readonly n: number;
}

/** By the State Council's calendar; ends with the n-th working day after the day on which it began. */
export const workingDays = (n: number): Span => ({ kind: Kind.WORKING_DAYS, n });
/** Ends with the n-th day after; where that is a day off, with the next working day. Source: 民法典 201, 203. */
export const calendarDays = (n: number): Span => ({ kind: Kind.CALENDAR_DAYS, n });
/** Of 60 minutes each, day and night; `hours(0)` from a date of the record ends at that date. */
export const hours = (n: number): Span => ({ kind: Kind.HOURS, n });

/** A clock of a noun, whatever its noun; `Clocks` says it for one. */
export interface ClockDefinition<T> {
  /** What people call it, `办理期限`. */
  readonly zh: string;
  /**
   * States in which it runs. With a span each, it begins anew with every state; of a list, when the record enters one of
   * them from elsewhere, and it runs on from one to the other.
   */
  readonly in: Readonly<Partial<Record<string, Span>>> | readonly string[];
  /** How long it runs in the states of a list; by the record where that says it, and not at all where it does not. */
  readonly within?: Span | ((record: T) => Span | undefined);
  /** Date of the record from which it counts, instead of when it was reached; it does not run without. */
  readonly from?: string | ((record: T) => Date | undefined);
  /** Field whose change begins it anew: a tool that is kept for somebody else. */
  readonly per?: string;
  /** States of the list in which somebody else is awaited: it stands still. */
  readonly pauses?: readonly string[];
  /** Path to the organisations that are told when it runs out; the record stays where it is. */
  readonly tells?: string;
  /** Arrow that it takes when it runs out. */
  readonly verb?: string;
  /** Takes the arrow as of `at`; where it refuses, the record is overdue instead. */
  readonly rule?: (record: T, at: Date) => T;
}

/** What a clock does when it runs out, where nothing else is said: it takes the record to the desk one level up. */
export const escalates = ({ verb, tells }: Pick<ClockDefinition<never>, 'verb' | 'tells'>): boolean =>
  verb === undefined && tells === undefined;

/** Of a lifecycle, its arrows alone: its steps ask for records of its own noun. */
type Life = Pick<Lifecycle, 'arrows'>;
type States<L extends Life> = keyof L['arrows'] & string;
type Verbs<L extends Life> = { [S in States<L>]: keyof L['arrows'][S] }[States<L>] & string;
/** States that admit a verb. */
type Admitting<L extends Life, V> = {
  [S in States<L>]: V extends keyof L['arrows'][S] ? S : never;
}[States<L>];
type Fields<T, Of> = { [K in keyof T & string]-?: NonNullable<T[K]> extends Of ? K : never }[keyof T & string];

/** When a clock runs: in which states, how long, from when. */
type Runs<S extends string, T> = {
  readonly zh: string;
  readonly per?: Fields<T, string | number | boolean>;
} & (
  | { readonly in: Readonly<Partial<Record<S, Span>>>; readonly within?: never }
  | {
      readonly in: readonly S[];
      readonly within: Span | ((record: T) => Span | undefined);
      readonly from?: Fields<T, Date> | ((record: T) => Date | undefined);
      readonly pauses?: readonly S[];
    }
);
/** One that takes an arrow runs only in states that admit it. */
type Takes<L extends Life, T> = {
  [V in Verbs<L>]: Runs<Admitting<L, V>, T> & {
    readonly verb: V;
    readonly rule: (record: T, at: Date) => T;
  };
}[Verbs<L>];

/** The clocks of a noun by their names. It does not compile where one takes an arrow that a state of it does not admit. */
export type Clocks<L extends Life, T> = Readonly<
  Record<string, Takes<L, T> | (Runs<States<L>, T> & { readonly verb?: never; readonly tells?: IdPath<T> })>
>;
