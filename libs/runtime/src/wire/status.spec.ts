import { failure, type DomainError, type Kind } from '@doorstep/domain';
import { status, type ServiceError } from '@grpc/grpc-js';
import { describe, expect, it } from '@jest/globals';
import { refusalIn, statusOf } from './status.js';

type Wire = Pick<ServiceError, 'code' | 'details' | 'metadata'>;

/** A refusal as a client reads it off the wire. */
const received = (refusal: DomainError): DomainError | undefined =>
  refusalIn(Object.assign<Error, Wire>(new Error(), statusOf(refusal)));
const size = (refusal: DomainError): number =>
  Buffer.concat(statusOf(refusal).metadata.get('grpc-status-details-bin') as Buffer[]).length;
const violation = (n: number) => ({
  field: `need.tags[${n}]`,
  rule: 'string.max_len',
  text: { zh: '太长'.repeat(99), en: 'too long'.repeat(99) },
});

describe('status', () => {
  it.each<{ kind: Kind; code: status }>([
    { kind: 'INVALID_ARGUMENT', code: status.INVALID_ARGUMENT },
    { kind: 'FAILED_PRECONDITION', code: status.FAILED_PRECONDITION },
    { kind: 'NOT_FOUND', code: status.NOT_FOUND },
    { kind: 'ALREADY_EXISTS', code: status.ALREADY_EXISTS },
    { kind: 'ABORTED', code: status.ABORTED },
    { kind: 'PERMISSION_DENIED', code: status.PERMISSION_DENIED },
    { kind: 'UNAUTHENTICATED', code: status.UNAUTHENTICATED },
    { kind: 'RESOURCE_EXHAUSTED', code: status.RESOURCE_EXHAUSTED },
    { kind: 'UNAVAILABLE', code: status.UNAVAILABLE },
  ])('of $kind comes back as it went', ({ kind, code }) => {
    const refusal = failure(kind, 'A_REASON', '不行', 'no', { zh: '改', en: 'mend it' })({ name: 'needs/n1' }, [
      violation(1),
    ]);
    expect(statusOf(refusal).code).toBe(code);
    const { text, facts, violations, reason } = refusal;
    expect(received(refusal)).toMatchObject({ kind, reason, text, facts, violations });
  });

  it('stays small enough to arrive', () => {
    const facts = Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`fact${n}`, '长'.repeat(5_000)]));
    const refusal = failure('INVALID_ARGUMENT', 'INVALID', '不行', 'no', { zh: '改', en: 'mend it' })(
      facts,
      Array.from({ length: 10_000 }, (_, n) => violation(n)),
    );
    expect(size(refusal)).toBeLessThanOrEqual(16 * 1024);
    expect(received(refusal)?.reason).toBe('INVALID');
    expect(received(refusal)?.violations[0]).toEqual(violation(0));
  });

  it('of others is not ours to read', () => {
    const foreign = {
      code: status.NOT_FOUND,
      details: 'no',
      metadata: statusOf(failure('NOT_FOUND', 'X', '', '', { zh: '改', en: 'mend it' })()).metadata,
    };
    foreign.metadata.remove('grpc-status-details-bin');
    expect(refusalIn(Object.assign<Error, Wire>(new Error(), foreign))).toBeUndefined();
  });
});
