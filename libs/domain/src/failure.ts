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
/** What a refusal says of itself: why, and what the caller can do about it. */
export interface Explained extends Text {
  /** How to get past it, for people; shown on the page to which the `type` of a problem leads. */
  readonly remedy: Text;
}
/** A refusal as it is declared. */
export interface Declared extends Explained {
  readonly kind: Kind;
  readonly reason: string;
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

  /** The same refusal with other facts in the place of those of the same name. */
  with(facts: Facts): DomainError {
    return new DomainError(this.kind, this.reason, this.text, { ...this.facts, ...facts }, this.violations);
  }
}

const declared: Declared[] = [];

/**
 * Every refusal that the modules loaded so far declare. Whoever documents refusals loads what declares them; nothing at
 * run time asks.
 */
export const declaredRefusals = (): readonly Declared[] => declared;

/** Declares a refusal once, as its module is loaded; calling it makes the error to throw. */
export function failure(kind: Kind, reason: string, zh: string, en: string, remedy: Text) {
  declared.push({ kind, reason, zh, en, remedy });
  return (facts: Facts = {}, violations: readonly Violation[] = []): DomainError =>
    new DomainError(kind, reason, { zh, en }, facts, violations);
}

const missing = failure('INVALID_ARGUMENT', 'REQUIRED', '缺少必填字段', 'a required field is missing', {
  zh: '请补上 facts.field 所指字段',
  en: 'add the field that facts.field names',
});
export const notFound = failure(
  'NOT_FOUND',
  'NOT_FOUND',
  '记录不存在或不在您的辖区内',
  'there is no such record within your jurisdiction',
  {
    zh: '请核对名称；如属其他辖区，请由该辖区人员办理',
    en: 'check the name; what lies elsewhere is for somebody of that jurisdiction',
  },
);
export const alreadyExists = failure('ALREADY_EXISTS', 'ALREADY_EXISTS', '记录已存在', 'the record exists already', {
  zh: '请使用已有的记录',
  en: 'use the record that exists',
});
export const reasonRequired = failure(
  'INVALID_ARGUMENT',
  'REASON_REQUIRED',
  '此操作必须说明原因',
  'this step needs a reason',
  { zh: '请说明原因', en: 'say why, in reason' },
);

/** A required field of a message, proved present. Throws REQUIRED with the field's name. */
export function given<T extends object, K extends keyof T & string>(message: T, field: K): NonNullable<T[K]> {
  const value = message[field];
  if (value === undefined || value === null) throw missing({ field });
  return value;
}

/** What a noun refuses, by stable reason: `throw refuse.VERIFIED_BY_FILER({ need: need.name })`. */
export const refusals = <const R extends Readonly<Record<string, Explained>>>(reasons: R) =>
  Object.fromEntries(
    Object.entries(reasons).map(([reason, { zh, en, remedy }]) => [
      reason,
      failure('FAILED_PRECONDITION', reason, zh, en, remedy),
    ]),
  ) as { readonly [K in keyof R]: ReturnType<typeof failure> };
