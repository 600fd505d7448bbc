import type { HealthIndicatorService } from '@nestjs/terminus';
import type { Redis } from 'ioredis';
import { lookWithinMs, told, type Indicator } from './health.js';

/**
 * Redis, which every process works without, a little worse: told. Whether it is connected says nothing of a server that
 * hangs, so that it is asked. @param without what the process does meanwhile.
 */
export function redisIndicator(
  terminus: HealthIndicatorService,
  redis: Pick<Redis, 'status' | 'ping'>,
  without = '',
): Indicator {
  const failed = (what: string): Error => new Error(without === '' ? what : `${what}: ${without}`);
  let pong: Promise<unknown> | undefined;
  const answers = async (): Promise<void> => {
    // A command would wait for the connection.
    if (redis.status !== 'ready') throw failed('there is no connection');
    // One that does not answer is not asked again and again.
    pong ??= redis.ping().finally(() => (pong = undefined));
    const signal = AbortSignal.timeout(lookWithinMs);
    const late = new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(new Error('late')), { once: true });
    });
    await Promise.race([pong, late]).catch(() => {
      throw failed('it does not answer');
    });
  };
  return async () => told(await terminus.check('redis').attempt(answers));
}
