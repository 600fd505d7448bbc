import { failure, type Facts, type DomainError } from './failure.js';

type Proper<S extends string> = Exclude<S, 'STATE_UNSPECIFIED'>;
type Verb<A> = { [S in keyof A]: keyof A[S] }[keyof A] & string;
/** Fields that hold the random id of one person, or of several. */
type PersonField<T> = { [K in keyof T]-?: T[K] extends string | readonly string[] ? K : never }[keyof T] & string;

/** A guard about the person: who is named in the field must not take the step, or only they may. */
export type Guard<T> = { readonly else: (facts: Facts) => DomainError } & (
  | { readonly notBy: PersonField<T>; readonly onlyBy?: never }
  | { readonly onlyBy: PersonField<T>; readonly notBy?: never }
);
/** Where a verb leads: a state, or a state and who may take the step. */
export type Arrow<S extends string, T> = Proper<S> | ({ readonly to: Proper<S> } & Guard<T>);

/** For each state, the verbs it admits and where each leads. */
export type Arrows<S extends string, T = never> = Readonly<
  Record<Proper<S>, Readonly<Record<string, [T] extends [never] ? Proper<S> : Arrow<S, T>>>>
>;
type AnyArrow =
  | string
  | {
      readonly to: string;
      readonly notBy?: string;
      readonly onlyBy?: string;
      readonly else: (facts: Facts) => DomainError;
    };
type AnyArrows = Readonly<Record<string, Readonly<Record<string, AnyArrow>>>>;

/** Verbs of which an arrow has a guard, and the fields that guards name. */
type Guarded<A> = { [S in keyof A]: { [V in keyof A[S]]: A[S][V] extends string ? never : V }[keyof A[S]] }[keyof A];
type Named<A> = {
  [S in keyof A]: {
    [V in keyof A[S]]: A[S][V] extends { notBy: infer F } | { onlyBy: infer F } ? F : never;
  }[keyof A[S]];
}[keyof A] &
  string;

/** What a guarded record holds besides its state. */
type Movable<A> = { name: string; state: string } & { readonly [F in Named<A>]: string | readonly string[] };

/** A noun's states as a picture, and the only way from one to the next. */
export interface Lifecycle<A extends AnyArrows = AnyArrows> {
  readonly initial: keyof A & string;
  readonly arrows: A;
  /** The same record, one step on. Throws WRONG_STATE with the verbs that are admitted, and what the arrow's guard says. */
  move<T extends Movable<A>, V extends Verb<A>>(
    record: T,
    verb: V,
    ...by: V extends Guarded<A> ? [by: { readonly subject: string }] : []
  ): T;
}

/** The state that an arrow leads to. */
export const leadsTo = (arrow: AnyArrow): string => (typeof arrow === 'string' ? arrow : arrow.to);

/** Whether the guard of an arrow lets a person take it: the same question for a rule and for a button. */
export function lets(
  arrow: Pick<Exclude<AnyArrow, string>, 'notBy' | 'onlyBy'> | string,
  record: object,
  subject: string,
): boolean {
  if (typeof arrow === 'string') return true;
  const named = (field: string): boolean => [(record as Record<string, unknown>)[field]].flat().includes(subject);
  return !(arrow.notBy && named(arrow.notBy)) && !(arrow.onlyBy && !named(arrow.onlyBy));
}

export const wrongState = failure(
  'FAILED_PRECONDITION',
  'WRONG_STATE',
  '当前状态不允许此操作',
  'the state does not admit this step',
);

/** Declares a noun's states. `initial` is where a new record begins. */
export function lifecycle<const A extends AnyArrows, const I extends keyof A & string>(initial: I, arrows: A) {
  return {
    initial,
    arrows,
    move<T extends Movable<A>, V extends Verb<A>>(
      record: T,
      verb: V,
      ...[by]: V extends Guarded<A> ? [by: { readonly subject: string }] : []
    ): T {
      const admitted = arrows[record.state] ?? {};
      const arrow = admitted[verb];
      if (arrow === undefined) {
        const facts = { name: record.name, state: record.state, verb, admitted: Object.keys(admitted).join(' ') };
        throw wrongState(facts);
      }
      if (typeof arrow !== 'string' && !lets(arrow, record, by?.subject ?? '')) throw arrow.else({ name: record.name });
      return { ...record, state: leadsTo(arrow) };
    },
  };
}

/** A span of working days by the State Council's calendar. */
export interface WorkingDays {
  readonly workingDays: number;
}
export const workingDays = (n: number): WorkingDays => ({ workingDays: n });

/** How long a record may rest in a state before it escalates; a state not named may rest for ever. */
export type Deadlines<S extends string> = Readonly<Partial<Record<Proper<S>, WorkingDays>>>;
