import { refusalIn } from '@doorstep/runtime';
import { status, type ServiceError } from '@grpc/grpc-js';
import type { Violation } from '@doorstep/domain';
import type { Route } from '../contract/routes.js';
import type { Problem } from './problem.js';
import { problemOf } from './problem.js';
import { internal, refuse } from './refusals.js';

/** A service's answer that is no result, as a problem. What carries no refusal of ours says nothing of its cause. */
export function problemOfStatus(error: ServiceError | null, { service }: Route): Problem {
  const refusal = error && refusalIn(error);
  if (refusal) return problemOf(refusal, refusal.violations.map(asJson));
  const facts = { service };
  switch (error?.code) {
    case status.UNAVAILABLE:
      return refuse('SERVICE_UNAVAILABLE', { facts });
    case status.RESOURCE_EXHAUSTED:
      return refuse('SERVICE_OVERLOADED', { facts });
    case status.DEADLINE_EXCEEDED:
      return refuse('TIMED_OUT', { facts });
    case status.CANCELLED:
      return refuse('CLIENT_GONE');
    case status.UNIMPLEMENTED:
      return refuse('NOT_SERVED', { facts });
    default:
      return internal(error ?? undefined);
  }
}

/** Services name fields as the proto does, clients as its JSON does. */
const asJson = ({ field, ...rest }: Violation): Violation => ({
  ...rest,
  field: field.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase()),
});
