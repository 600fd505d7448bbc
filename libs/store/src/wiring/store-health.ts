import { Health, lookWithinMs, redisIndicator } from '@doorstep/runtime';
import { Injectable } from '@nestjs/common';
import { HealthIndicatorService } from '@nestjs/terminus';
import { Redis } from 'ioredis';
import { Database } from './database.js';

/** Without MongoDB a service can do nothing. Without Redis it does everything, a little later: Redis is told. */
@Injectable()
export class StoreHealth {
  constructor(
    health: Health,
    private readonly terminus: HealthIndicatorService,
    private readonly database: Database,
    redis: Redis,
  ) {
    health.add(() => this.mongodb());
    health.add(redisIndicator(terminus, redis));
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
}
