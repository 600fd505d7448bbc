import type { Any } from '@doorstep/contracts/google/protobuf/any.js';
import {
  BadRequest,
  ErrorInfo,
  LocalizedMessage,
  PreconditionFailure,
} from '@doorstep/contracts/google/rpc/error_details.js';
import { Status } from '@doorstep/contracts/google/rpc/status.js';
import { DomainError, type Kind, type Violation } from '@doorstep/domain';
import { Metadata, status, type ServiceError } from '@grpc/grpc-js';

const domain = 'doorstep.county';
/** Metadata key of google.rpc.Status. */
export const detailsKey = 'grpc-status-details-bin';
// 60 KB of details arrive as a broken stream.
const mostBytes = 16 * 1024;
const mostViolations = 20;

const codes: Readonly<Record<Kind, status>> = {
  INVALID_ARGUMENT: status.INVALID_ARGUMENT,
  FAILED_PRECONDITION: status.FAILED_PRECONDITION,
  NOT_FOUND: status.NOT_FOUND,
  ALREADY_EXISTS: status.ALREADY_EXISTS,
  ABORTED: status.ABORTED,
  PERMISSION_DENIED: status.PERMISSION_DENIED,
  UNAUTHENTICATED: status.UNAUTHENTICATED,
  RESOURCE_EXHAUSTED: status.RESOURCE_EXHAUSTED,
  UNAVAILABLE: status.UNAVAILABLE,
};

interface Codec<T> {
  encode(message: T): { finish(): Uint8Array };
  decode(bytes: Uint8Array): T;
}
const typeUrl = (name: string): string => `type.googleapis.com/google.rpc.${name}`;
const packed = <T>(name: string, codec: Codec<T>, message: T): Any => ({
  typeUrl: typeUrl(name),
  value: Buffer.from(codec.encode(message).finish()),
});

/** What travels for a refusal: code, English sentence, and google.rpc.Status with both languages, reason and facts. */
export function statusOf(refusal: DomainError): { code: status; details: string; metadata: Metadata } {
  const metadata = new Metadata();
  metadata.set(detailsKey, encoded(refusal));
  return { code: codes[refusal.kind], details: refusal.text.en, metadata };
}

function encoded(refusal: DomainError): Buffer {
  for (let count = mostViolations; ; count = Math.floor(count / 2)) {
    const bytes = Buffer.from(Status.encode(bodyOf(refusal, refusal.violations.slice(0, count))).finish());
    if (bytes.length <= mostBytes || count === 0) return bytes;
  }
}

function bodyOf(refusal: DomainError, violations: readonly Violation[]): Status {
  const { kind, reason, text, facts } = refusal;
  const bounded = Object.entries(facts)
    .slice(0, 12)
    .map(([key, value]) => [key, value.slice(0, 200)] as const);
  const details = [
    packed('ErrorInfo', ErrorInfo, { reason, domain, metadata: Object.fromEntries(bounded) }),
    packed('LocalizedMessage', LocalizedMessage, { locale: 'zh-CN', message: text.zh }),
    packed('LocalizedMessage', LocalizedMessage, { locale: 'en', message: text.en }),
  ];
  if (violations.length > 0)
    details.push(packed('BadRequest', BadRequest, { fieldViolations: violations.map(fieldViolation) }));
  if (kind === 'FAILED_PRECONDITION') {
    const violation = { type: reason, subject: facts['name'] ?? '', description: text.en };
    details.push(packed('PreconditionFailure', PreconditionFailure, { violations: [violation] }));
  }
  return { code: codes[kind], message: text.en, details };
}

const fieldViolation = ({ field, rule, text }: Violation) => ({
  field,
  reason: rule,
  description: text.en,
  localizedMessage: { locale: 'zh-CN', message: text.zh },
});

/** The refusal that a peer's status carries, unchanged; undefined where it carries none of ours. */
export function refusalIn(error: ServiceError): DomainError | undefined {
  const bytes = error.metadata.get(detailsKey)[0];
  const kind = (Object.keys(codes) as Kind[]).find((name) => codes[name] === error.code);
  if (!(bytes instanceof Buffer) || kind === undefined) return undefined;
  const { details } = Status.decode(bytes);
  const unpacked = <T>(name: string, codec: Codec<T>): T[] =>
    details.filter((detail) => detail.typeUrl === typeUrl(name)).map(({ value }) => codec.decode(value));
  const [info] = unpacked('ErrorInfo', ErrorInfo);
  if (info === undefined || info.domain !== domain) return undefined;
  const sentences = unpacked('LocalizedMessage', LocalizedMessage);
  const said = (locale: string): string =>
    sentences.find((sentence) => sentence.locale === locale)?.message ?? error.details;
  const violations = unpacked('BadRequest', BadRequest).flatMap(({ fieldViolations }) =>
    fieldViolations.map(({ field, reason, description, localizedMessage }) => ({
      field,
      rule: reason,
      text: { zh: localizedMessage?.message ?? description, en: description },
    })),
  );
  return new DomainError(kind, info.reason, { zh: said('zh-CN'), en: said('en') }, info.metadata, violations);
}
