import { revocationKeys, written, type Revocation } from '@doorstep/access';
import type { Redis } from 'ioredis';

/** Clocks of issuers and ours may differ by so much. */
const skewSeconds = 60;

/** When a revocation that is made now is over by itself: no token lives longer. @param longestSeconds the longest life of one. */
export const overAt = (now: Date, longestSeconds: number): Date =>
  new Date(now.getTime() + (longestSeconds + skewSeconds) * 1_000);

/** Keeps a revocation and tells every process of it. Throws where Redis did not take it. */
export async function register(redis: Redis, revocation: Revocation): Promise<void> {
  const { set, channel } = revocationKeys;
  const text = written(revocation);
  const answers = await redis.multi().zadd(set, revocation.until.getTime(), text).publish(channel, text).exec();
  if (answers === null) throw new Error('Redis gave the command up');
  for (const [error] of answers) if (error) throw error;
}
