import type { Log } from '@doorstep/runtime';
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { Redis, type RedisOptions } from 'ioredis';

/** The connection that counts requests. A request never waits for it: while it is away, each gateway counts for itself. */
export class QuotaRedis implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly client: Redis;
  private away = false;

  constructor(url: string, log: Log, tls: RedisOptions = {}) {
    this.client = new Redis(url, {
      ...tls,
      enableAutoPipelining: true,
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      commandTimeout: 250,
      disconnectTimeout: 250,
      lazyConnect: true,
      retryStrategy: (attempt) => Math.min(attempt * 100, 2_000),
    });
    this.client.on('error', (error: Error) => this.tell(log, true, error));
    this.client.on('ready', () => this.tell(log, false));
  }

  onApplicationBootstrap(): void {
    this.client.connect().catch(() => undefined); // tries again by itself
  }

  onApplicationShutdown(): void {
    this.client.disconnect();
  }

  /** Once for each change, not for each attempt. */
  private tell(log: Log, away: boolean, cause?: Error): void {
    if (away !== this.away) log.warn(away ? 'quota.alone' : 'quota.shared', { cause: cause?.message });
    this.away = away;
  }
}
