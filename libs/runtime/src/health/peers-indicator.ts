import { deadlineIn } from '@doorstep/hop';
import { status, type Client, type ServiceError } from '@grpc/grpc-js';
import type { HealthIndicatorService } from '@nestjs/terminus';
import { service } from 'grpc-health-check';
import { lookWithinMs, type Indicator } from './health.js';

/** What a service says of itself, or that it says nothing. */
type Answer = 'ready' | 'not ready' | 'no answer';

const silent: readonly number[] = [status.UNAVAILABLE, status.DEADLINE_EXCEEDED];

/** Asks a service by the standard health check: a connection that is open says nothing of one that hangs. */
function ask(channel: Client): Promise<Answer> {
  const { promise, resolve } = Promise.withResolvers<Answer>();
  const { Check: check } = service;
  if (check === undefined) throw new Error('the health check of gRPC has no Check');
  const done = (error: ServiceError | null, answer?: object): void => {
    if (error !== null)
      resolve(silent.includes(error.code) ? 'no answer' : 'ready'); // what refuses answers
    else resolve((answer as { status?: string }).status === 'SERVING' ? 'ready' : 'not ready');
  };
  const { path, requestSerialize, responseDeserialize } = check;
  const deadline = deadlineIn(lookWithinMs);
  channel.makeUnaryRequest<object, object>(path, requestSerialize, responseDeserialize, {}, { deadline }, done);
  return promise;
}

/**
 * The other services, told: each comes back by itself, and most commands need none of them.
 * @param channels to them, by the service's name.
 */
export function peersIndicator(
  terminus: HealthIndicatorService,
  channels: () => ReadonlyMap<string, Client>,
): Indicator {
  return async () => {
    const answers = await Promise.all(
      [...channels()].map(async ([name, channel]) => [name, await ask(channel)] as const),
    );
    const ill = (['no answer', 'not ready'] as const).flatMap((kind) => {
      const names = answers.filter(([, answer]) => answer === kind).map(([name]) => name);
      return names.length === 0
        ? []
        : [`${kind === 'no answer' ? 'no answer from' : 'not ready:'} ${names.join(', ')}`];
    });
    const check = terminus.check('peers');
    const peers = Object.fromEntries(answers);
    return ill.length === 0 ? check.up(peers) : check.degraded({ ...peers, message: ill.join('; ') });
  };
}
