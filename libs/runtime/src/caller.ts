import { createHash, randomUUID } from 'node:crypto';
import { notPermitted, scopeOf, tokenInvalid, tokenMissing, type Claims, type Role } from '@doorstep/access';
import { failure, type Caller } from '@doorstep/domain';
import type { Metadata } from '@grpc/grpc-js';
import type { Method } from './contract.js';

export const headerMalformed = failure(
  'INVALID_ARGUMENT',
  'HEADER_MALFORMED',
  '请求头格式不正确',
  'a header does not have the form that is asked for',
);

const defaultDeadlineMs = 10_000;
const longestMs = 60_000;
/** Who may act for another person: desks at which residents stand, and systems of departments. */
const acting: readonly Role[] = ['department_client', 'grid_worker', 'station_manager'];

/** Text of a metadata key; empty where it is absent. */
const text = (metadata: Metadata, key: string): string => {
  const [value] = metadata.get(key);
  return typeof value === 'string' ? value : '';
};

/** The bearer token of a call. Throws TOKEN_MISSING, or TOKEN_INVALID where another scheme is used. */
export function tokenIn(metadata: Metadata): string {
  const header = text(metadata, 'authorization');
  if (header === '') throw tokenMissing();
  const token = /^Bearer +([\w.~+/=-]+)$/i.exec(header)?.[1];
  if (token === undefined) throw tokenInvalid();
  return token;
}

/** Who calls, admitted by the RPC's access rule. Throws NOT_PERMITTED or HEADER_MALFORMED. */
export function callerOf(
  claims: Claims,
  method: Method,
  metadata: Metadata,
  deadline: Date | number,
  bytes: Uint8Array,
): Caller {
  const admission = scopeOf(claims, method.grants);
  if (admission === undefined) throw notPermitted({ method: method.name });
  const { subject, roles, divisions, organisation, client } = claims;
  return {
    ...{ subject, roles, divisions, organisation, client, ...admission },
    onBehalfOf: roles.some((role) => acting.includes(role)) ? header(metadata, 'x-on-behalf-of', /^[\w-]{1,64}$/) : '',
    purpose: header(metadata, 'x-purpose', /^[a-z][a-z0-9-]{1,39}$/),
    call: {
      method: method.name,
      digest: method.mutating ? createHash('sha256').update(bytes).digest('hex').slice(0, 32) : '',
      deadline: deadlineOf(deadline),
      // W3C trace context; one that is malformed counts as none.
      traceparent: /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/.exec(text(metadata, 'traceparent'))?.[0] ?? '',
      token: tokenIn(metadata),
    },
  };
}

function header(metadata: Metadata, key: string, form: RegExp): string {
  const value = text(metadata, key);
  if (value !== '' && !form.test(value)) throw headerMalformed({ header: key });
  return value;
}

function deadlineOf(deadline: Date | number): Date {
  const at = Number(deadline);
  return new Date(Number.isFinite(at) ? Math.min(at, Date.now() + longestMs) : Date.now() + defaultDeadlineMs);
}

/** A service that works for itself, without a caller: `work` names what it does, as `relay`. Its calls bear its own token. */
export function ownCaller(client: string, work: string, deadlineMs = defaultDeadlineMs): Caller {
  return {
    subject: client,
    roles: ['service'],
    divisions: [],
    organisation: '',
    client,
    onBehalfOf: '',
    purpose: '',
    scope: 'everywhere',
    personal: false,
    call: { method: work, digest: '', deadline: new Date(Date.now() + deadlineMs), traceparent: '', token: '' },
  };
}

/** The id that names a request: the client's, or a new one, so that our own retries have one effect. */
export function withRequestId(request: object): object {
  return 'requestId' in request && request.requestId === '' ? { ...request, requestId: randomUUID() } : request;
}
