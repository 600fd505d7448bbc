/** What went wrong, by the canonical codes of gRPC that a refusal may take. */
export type Kind =
  | 'INVALID_ARGUMENT'
  | 'FAILED_PRECONDITION'
  | 'NOT_FOUND'
  | 'ALREADY_EXISTS'
  | 'ABORTED'
  | 'PERMISSION_DENIED'
  | 'UNAUTHENTICATED'
  | 'RESOURCE_EXHAUSTED'
  | 'UNAVAILABLE';

/** What a program wants to know of a refusal; never personal data. */
export type Facts = Readonly<Record<string, string>>;
/** A sentence for people, in both languages. */
export interface Text {
  readonly zh: string;
  readonly en: string;
}
/** One field that breaks one rule. */
export interface Violation {
  /** Path of the field in the request, as `need.category`. */
  readonly field: string;
  /** Stable id of the rule, as `string.phone`. */
  readonly rule: string;
  readonly text: Text;
}

/** A refusal with a stable reason for programs, two sentences for people and facts for both. */
export class DomainError extends Error {
  readonly kind: Kind;
  readonly reason: string;
  readonly text: Text;
  readonly facts: Facts;
  readonly violations: readonly Violation[];

  constructor(kind: Kind, reason: string, text: Text, facts: Facts = {}, violations: readonly Violation[] = []) {
    super(`${reason}: ${text.en}`);
    this.name = 'DomainError';
    this.kind = kind;
    this.reason = reason;
    this.text = text;
    this.facts = facts;
    this.violations = violations;
  }
}

/** Declares a refusal once; calling it makes the error to throw. */
export const failure =
  (kind: Kind, reason: string, zh: string, en: string) =>
  (facts: Facts = {}, violations: readonly Violation[] = []): DomainError =>
    new DomainError(kind, reason, { zh, en }, facts, violations);

const missing = failure('INVALID_ARGUMENT', 'REQUIRED', '缺少必填字段', 'a required field is missing');
export const notFound = failure(
  'NOT_FOUND',
  'NOT_FOUND',
  '记录不存在或不在您的辖区内',
  'there is no such record within your jurisdiction',
);
export const alreadyExists = failure('ALREADY_EXISTS', 'ALREADY_EXISTS', '记录已存在', 'the record exists already');
export const reasonRequired = failure(
  'INVALID_ARGUMENT',
  'REASON_REQUIRED',
  '此操作必须说明原因',
  'this step needs a reason',
);

/** A required field of a message, proved present. Throws REQUIRED with the field's name. */
export function given<T extends object, K extends keyof T & string>(message: T, field: K): NonNullable<T[K]> {
  const value = message[field];
  if (value === undefined || value === null) throw missing({ field });
  return value;
}

/** What a noun refuses, by stable reason: `throw refuse.VERIFIED_BY_FILER({ need: need.name })`. */
export const refusals = <const R extends Readonly<Record<string, Text>>>(reasons: R) =>
  Object.fromEntries(
    Object.entries(reasons).map(([reason, { zh, en }]) => [reason, failure('FAILED_PRECONDITION', reason, zh, en)]),
  ) as { readonly [K in keyof R]: ReturnType<typeof failure> };
