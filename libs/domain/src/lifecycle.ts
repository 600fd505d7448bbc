import { failure } from './failure.js';

type Proper<S extends string> = Exclude<S, 'STATE_UNSPECIFIED'>;
type Verb<A> = { [S in keyof A]: keyof A[S] }[keyof A] & string;

/** For each state, the verbs it admits and the state each leads to. */
export type Arrows<S extends string> = Readonly<Record<Proper<S>, Readonly<Record<string, Proper<S>>>>>;

/** A noun's states as a picture, and the only way from one to the next. */
export interface Lifecycle<A extends Arrows<string> = Arrows<string>> {
  readonly initial: keyof A & string;
  readonly arrows: A;
  /** The same record, one step on. Throws WRONG_STATE with the verbs that are admitted. */
  move<T extends { name: string; state: string }>(record: T, verb: Verb<A>): T;
}

export const wrongState = failure(
  'FAILED_PRECONDITION',
  'WRONG_STATE',
  '当前状态不允许此操作',
  'the state does not admit this step',
);

/** Declares a noun's states. `initial` is where a new record begins. */
export function lifecycle<const A extends Arrows<string>, const I extends keyof A & string>(initial: I, arrows: A) {
  return {
    initial,
    arrows,
    move<T extends { name: string; state: string }>(record: T, verb: Verb<A>): T {
      const admitted = arrows[record.state] ?? {};
      const state = admitted[verb];
      if (state === undefined) {
        const facts = { name: record.name, state: record.state, verb, admitted: Object.keys(admitted).join(' ') };
        throw wrongState(facts);
      }
      return { ...record, state };
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
