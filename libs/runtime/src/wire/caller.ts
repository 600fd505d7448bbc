import { hash, randomUUID } from 'node:crypto';
import { notPermitted, scopeOf, tokenInvalid, type Claims } from '@doorstep/access';
import type { Role } from '@doorstep/contracts/roles.js';
import { failure, type Caller } from '@doorstep/domain';
import { deadlineIn, msUntil, type Incoming } from '@doorstep/hop';
import type { Metadata } from '@grpc/grpc-js';
import type { Method } from '../contract/contract.js';
import { isPersonId, isPurpose, traceparentIn } from './identifiers.js';

const headerMalformed = failure(
  'INVALID_ARGUMENT',
  'HEADER_MALFORMED',
  '请求头格式不正确',
  'a header does not have the form that is asked for',
  { zh: '请按接口说明更正该请求头', en: 'write the header as the operation describes it' },
);

const defaultDeadlineMs = 10_000;
/** How long a call may work at most, whatever its caller grants: what it writes is dated within. */
export const longestCallMs = 30_000;
/** Files take as long as the line to who sends them. */
const longestStreamMs = 10 * 60_000;
/** Who may act for another person: desks at which residents stand, and systems of departments. */
const acting: readonly Role[] = ['department_client', 'grid_worker', 'station_manager'];

/** What grpc-js tells of any call. */
interface Arrived {
  readonly metadata: Metadata;
  getDeadline(): Date | number;
}

/** A call as it came in. Throws TOKEN_INVALID where another scheme than Bearer is used. */
export function incomingOf(call: Arrived, bytes: Uint8Array): Incoming {
  const { metadata } = call;
  return {
    bytes,
    token: bearerIn(text(metadata, 'authorization')),
    traceparent: text(metadata, 'traceparent'),
    purpose: text(metadata, 'x-purpose'),
    onBehalfOf: text(metadata, 'x-on-behalf-of'),
    deadline: Number(call.getDeadline()),
  };
}

/** Text of a metadata key; empty where it is absent. */
const text = (metadata: Metadata, key: string): string => {
  const [value] = metadata.get(key);
  return typeof value === 'string' ? value : '';
};

function bearerIn(header: string): string {
  if (header === '') return '';
  const token = /^Bearer +([\w.~+/=-]+)$/i.exec(header)?.[1];
  if (token === undefined) throw tokenInvalid();
  return token;
}

/** Who calls, admitted by the RPC's access rule. Throws NOT_PERMITTED or HEADER_MALFORMED. */
export function callerOf(claims: Claims, method: Method, call: Incoming): Caller {
  const admission = scopeOf(claims, method.grants);
  if (admission === undefined) throw notPermitted({ method: method.name });
  const { subject, roles, divisions, organisation, client } = claims;
  const actsForOthers = roles.some((role) => acting.includes(role));
  return {
    ...{ subject, roles, divisions, organisation, client, ...admission },
    onBehalfOf: actsForOthers ? shaped('x-on-behalf-of', call.onBehalfOf, isPersonId) : '',
    purpose: shaped('x-purpose', call.purpose, isPurpose),
    call: {
      method: method.name,
      digest: method.mutating ? hash('sha256', call.bytes, 'hex').slice(0, 32) : '',
      deadline: deadlineOf(call.deadline, streams(method) ? longestStreamMs : longestCallMs),
      traceparent: traceparentIn(call.traceparent), // one that is malformed counts as none
      token: call.token,
    },
  };
}

function shaped(key: string, value: string, is: (text: string) => boolean): string {
  if (value !== '' && !is(value)) throw headerMalformed({ header: key });
  return value;
}

const streams = ({ rpc }: Method): boolean => rpc.requestStream || rpc.responseStream;

function deadlineOf(at: number, mostMs: number): Date {
  return deadlineIn(Number.isFinite(at) ? Math.min(msUntil(at), mostMs) : defaultDeadlineMs);
}

/**
 * A service that works for itself, without a caller. Its calls bear its own token.
 * @param service its name, as its configuration has it. @param work what it does, as `relay`.
 */
export function ownCaller(service: string, work: string, deadlineMs = defaultDeadlineMs): Caller {
  return {
    subject: service,
    roles: ['service'],
    divisions: [],
    organisation: '',
    client: service,
    onBehalfOf: '',
    purpose: '',
    scope: 'everywhere',
    personal: [],
    call: { method: work, digest: '', deadline: deadlineIn(deadlineMs), traceparent: '', token: '' },
  };
}

/**
 * Whether a service works by itself, be it in somebody's name: its calls to peers bear its own token. Who called without
 * a token has no subject.
 */
export const worksForItself = ({ subject, call }: Caller): boolean => call.token === '' && subject !== '';

/** The id that names a request: the client's, or a new one, so that our own retries have one effect. */
export function withRequestId(request: object): object {
  return 'requestId' in request && request.requestId === '' ? { ...request, requestId: randomUUID() } : request;
}
