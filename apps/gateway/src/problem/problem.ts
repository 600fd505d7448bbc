import type { DomainError } from '@doorstep/domain';
import { type Facts, type Kind, type Text, type Violation } from '@doorstep/domain';

/** Headers that go with a status whatever its reason. */
const headersFor: Readonly<Record<number, Readonly<Record<string, string>>>> = {
  429: { 'retry-after': '1' },
  503: { 'retry-after': '1' },
};

/** Anything that the gateway answers instead of a result. */
export class Problem extends Error {
  /** Headers that the status asks for, as `Allow` or `Retry-After`. */
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    /** HTTP status. */
    readonly status: number,
    /** Stable reason for programs. */
    readonly reason: string,
    readonly text: Text,
    readonly facts: Facts = {},
    readonly violations: readonly Violation[] = [],
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(`${reason}: ${text.en}`);
    this.name = 'Problem';
    this.headers = { ...headersFor[status], ...headers };
  }
}

/** HTTP status of a refusal by its kind: google/rpc/code.proto, save that a wrong state is a conflict, not a bad request. */
const byKind: Readonly<Record<Kind, number>> = {
  INVALID_ARGUMENT: 400,
  UNAUTHENTICATED: 401,
  PERMISSION_DENIED: 403,
  NOT_FOUND: 404,
  ALREADY_EXISTS: 409,
  ABORTED: 409,
  FAILED_PRECONDITION: 409,
  RESOURCE_EXHAUSTED: 429,
  UNAVAILABLE: 503,
};

/** Refusals for which HTTP knows a better status than their kind's. */
const byReason: Readonly<Record<string, number>> = {
  STALE_ETAG: 412,
  ETAG_REQUIRED: 428,
  REQUEST_REUSED: 422,
  EVIDENCE_TOO_SLOW: 408,
  EVIDENCE_INFECTED: 422,
  EVIDENCE_TOO_LARGE: 413,
  EVIDENCE_TYPE_NOT_TAKEN: 415,
  EVIDENCE_TYPE_MISMATCH: 415,
};

/** HTTP status of a refusal. */
export const statusOf = (kind: Kind, reason: string): number => byReason[reason] ?? byKind[kind];

/** A refusal as HTTP says it, with its violations under the names that the client knows. */
export function problemOf(refusal: DomainError, violations = refusal.violations): Problem {
  const { kind, reason, text, facts } = refusal;
  const seconds = facts['retry_after_seconds'];
  const headers: Record<string, string> = seconds === undefined ? {} : { 'retry-after': seconds };
  return new Problem(statusOf(kind, reason), reason, text, facts, violations, headers);
}
