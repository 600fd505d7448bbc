import { DomainError } from '@doorstep/domain';
import { status, type Metadata } from '@grpc/grpc-js';
import { verbsOf } from '../contract/steps.js';
import { statusOf } from './status.js';
import { isOver } from './streaming.js';

/** What a call ends with that has no answer, as grpc-js takes it. */
export interface Refused {
  readonly code: status;
  readonly details: string;
  readonly metadata?: Metadata;
}

/** A path that no method of ours has. */
export class Unknown extends Error {}

/**
 * The same refusal, which names of the steps that a state admits only those that somebody may call: a noun's arrows hold
 * others, too, that follow from steps elsewhere.
 */
export function callable(error: unknown): unknown {
  if (!(error instanceof DomainError) || error.reason !== 'WRONG_STATE') return error;
  const { name = '', admitted = '' } = error.facts;
  const verbs = verbsOf(name.slice(0, name.indexOf('/')));
  const called = admitted.split(' ').filter((verb) => verbs.has(verb));
  return error.with({ admitted: called.join(' ') });
}

/** How an error ends a call. @param unforeseen called where nobody foresaw it; then its words are not the caller's to see. */
export function refused(error: unknown, unforeseen: () => void): Refused {
  if (error instanceof DomainError) return statusOf(error);
  if (error instanceof Unknown) return { code: status.UNIMPLEMENTED, details: 'no such method' };
  if (isOver(error)) return { code: status.CANCELLED, details: 'the call was given up' };
  unforeseen();
  return { code: status.INTERNAL, details: 'internal error' };
}
