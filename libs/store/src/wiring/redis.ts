import { setTimeout as pause } from 'node:timers/promises';
import type { Log } from '@doorstep/runtime';
import { Redis, type RedisOptions } from 'ioredis';

/** How long a Redis may take to answer for the first time. */
const patienceMs = 10_000;

/**
 * Opens a connection that answers. Later a Redis may go and come as it likes; one that never answered is one that the
 * operator named wrongly. Throws an error that names the key.
 */
export async function openRedis(url: string, log: Log, tls: RedisOptions = {}): Promise<Redis> {
  const redis = new Redis(url, { ...tls, maxRetriesPerRequest: 1 });
  let answered = false;
  redis.on('error', (error) => {
    if (answered) log.warn('redis', { error: error.name });
  });
  for (const deadline = performance.now() + patienceMs; ;) {
    try {
      await redis.ping();
      answered = true;
      return redis;
    } catch (error) {
      if (performance.now() < deadline) {
        await pause(200);
        continue;
      }
      redis.disconnect();
      const why = error instanceof Error ? error.message : 'failed';
      throw new Error(`DOORSTEP_REDIS_URL: no Redis answers there (${why})`);
    }
  }
}
