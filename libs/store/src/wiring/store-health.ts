import { Health, lookWithinMs, told } from '@doorstep/runtime';
import { Injectable } from '@nestjs/common';
import { HealthIndicatorService } from '@nestjs/terminus';
import { Redis } from 'ioredis';
import { Database } from './database.js';

/** Without MongoDB a service can do nothing. Without Redis it does everything, a little later: Redis is told. */
@Injectable()
export class StoreHealth {
  private pong: Promise<unknown> | undefined;

  constructor(
    health: Health,
    private readonly terminus: HealthIndicatorService,
    private readonly database: Database,
    private readonly redis: Redis,
  ) {
    health.add(() => this.mongodb());
    health.add(async () => told(await this.answers()));
  }

  private mongodb() {
    return this.terminus.check('mongodb').attempt(async () => {
      const signal = AbortSignal.timeout(lookWithinMs);
      await this.database.db.command({ ping: 1 }, { signal }).catch((error: unknown) => {
        // A driver's message may quote the address with its password: its kind says enough.
        throw new Error(`no primary answers (${error instanceof Error ? error.name : 'failed'})`);
      });
    });
  }

  private answers() {
    const attempt = this.terminus.check('redis').attempt(async () => {
      // A command would wait for the connection.
      if (this.redis.status !== 'ready') throw new Error('there is no connection');
      // One that does not answer is not asked again and again.
      this.pong ??= this.redis.ping().finally(() => (this.pong = undefined));
      await this.pong.catch(() => {
        throw new Error('the connection broke');
      });
    });
    return attempt.withTimeout(lookWithinMs);
  }
}
