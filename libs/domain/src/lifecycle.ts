import { failure, type Facts, type DomainError } from './failure.js';

type Proper<S extends string> = Exclude<S, 'STATE_UNSPECIFIED'>;
type Verb<A> = { [S in keyof A]: keyof A[S] }[keyof A] & string;
type Ids = string | readonly string[];
type IdField<T> = { [K in keyof T & string]-?: T[K] extends Ids ? K : never }[keyof T & string];
/** Paths to fields that hold random ids of persons or organisations, one or several: `filedBy`, `parties.subject`. */
export type IdPath<T> = {
  [K in keyof T & string]-?: T[K] extends Ids
    ? K
    : NonNullable<T[K]> extends readonly (infer E)[]
      ? `${K}.${IdField<E>}`
      : NonNullable<T[K]> extends Date
        ? never
        : NonNullable<T[K]> extends object
          ? `${K}.${IdField<NonNullable<T[K]>>}`
          : never;
}[keyof T & string];
type OneOrMore<P> = P | readonly P[];

/** A guard about the person: who is named at one of the paths must not take the step, or only they may. */
type Guard<T> = { readonly else: (facts: Facts) => DomainError } & (
  | { readonly notBy: OneOrMore<IdPath<T>>; readonly onlyBy?: never }
  | { readonly onlyBy: OneOrMore<IdPath<T>>; readonly notBy?: never }
);
/** Where a verb leads: a state, or a state and who may take the step. */
type Arrow<S extends string, T> = Proper<S> | ({ readonly to: Proper<S> } & Guard<T>);

/** For each state, the verbs it admits and where each leads. */
export type Arrows<S extends string, T = never> = Readonly<
  Record<Proper<S>, Readonly<Record<string, [T] extends [never] ? Proper<S> : Arrow<S, T>>>>
>;
interface AnyGuard {
  readonly notBy?: OneOrMore<string>;
  readonly onlyBy?: OneOrMore<string>;
}
type AnyArrow = string | (AnyGuard & { readonly to: string; readonly else: (facts: Facts) => DomainError });
type AnyArrows = Readonly<Record<string, Readonly<Record<string, AnyArrow>>>>;

/** Verbs of which an arrow has a guard, and the paths that guards name. */
type Guarded<A> = { [S in keyof A]: { [V in keyof A[S]]: A[S][V] extends string ? never : V }[keyof A[S]] }[keyof A];
type PathsIn<P> = P extends readonly (infer One)[] ? One : P;
type Named<A> = {
  [S in keyof A]: {
    [V in keyof A[S]]: A[S][V] extends { notBy: infer P } | { onlyBy: infer P } ? PathsIn<P> : never;
  }[keyof A[S]];
}[keyof A] &
  string;
type Head<P> = P extends `${infer First}.${string}` ? First : P;

/** What a guarded record holds besides its state. */
type Movable<A> = { name: string; state: string } & { readonly [F in Named<A> as Head<F> & string]: unknown };

/** Who takes a step: their own random id, and that of the organisation for which they act; empty where none. */
export interface Actor {
  readonly subject: string;
  readonly organisation: string;
}

/** A noun's states as a picture, and the only way from one to the next. */
export interface Lifecycle<A extends AnyArrows = AnyArrows> {
  readonly initial: keyof A & string;
  readonly arrows: A;
  /** The same record, one step on. Throws WRONG_STATE with the verbs that are admitted, and what the arrow's guard says. */
  move<T extends Movable<A>, V extends Verb<A>>(record: T, verb: V, ...by: V extends Guarded<A> ? [by: Actor] : []): T;
}

/** The state that an arrow leads to. */
export const leadsTo = (arrow: AnyArrow): string => (typeof arrow === 'string' ? arrow : arrow.to);

/** The ids that a record holds at a path, `parties.subject`; of repeated fields, all of them. */
export const idsAt = (record: object, path: string): readonly string[] =>
  path
    .split('.')
    .reduce<unknown[]>(
      (found, part) => found.flatMap((one) => (one as Record<string, unknown> | undefined)?.[part]),
      [record],
    )
    .filter((id): id is string => typeof id === 'string' && id !== '');

/** Whether the guard of an arrow lets somebody take it: the same question for a rule and for a button. */
export function lets(arrow: AnyGuard | string, record: object, { subject, organisation }: Actor): boolean {
  if (typeof arrow === 'string') return true;
  const named = (paths: OneOrMore<string>): boolean =>
    [paths].flat().some((path) => idsAt(record, path).some((id) => id === subject || id === organisation));
  return !(arrow.notBy && named(arrow.notBy)) && !(arrow.onlyBy && !named(arrow.onlyBy));
}

const wrongState = failure(
  'FAILED_PRECONDITION',
  'WRONG_STATE',
  '当前状态不允许此操作',
  'the state does not admit this step',
  {
    zh: '请重新读取记录；facts.admitted 列出当前可做的操作',
    en: 'read the record again; facts.admitted names the steps that its state admits',
  },
);

const nobody: Actor = { subject: '', organisation: '' };

/** Declares a noun's states. `initial` is where a new record begins. */
export function lifecycle<const A extends AnyArrows, const I extends keyof A & string>(initial: I, arrows: A) {
  return {
    initial,
    arrows,
    move<T extends Movable<A>, V extends Verb<A>>(
      record: T,
      verb: V,
      ...[by = nobody]: V extends Guarded<A> ? [by: Actor] : []
    ): T {
      const admitted = arrows[record.state] ?? {};
      const arrow = admitted[verb];
      if (arrow === undefined) {
        const facts = { name: record.name, state: record.state, verb, admitted: Object.keys(admitted).join(' ') };
        throw wrongState(facts);
      }
      if (typeof arrow !== 'string' && !lets(arrow, record, by)) throw arrow.else({ name: record.name });
      return { ...record, state: leadsTo(arrow) };
    },
  };
}
