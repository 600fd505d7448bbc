import { Journal, JournalService } from '@doorstep/events';
import { Config, Repositories, Log, Metrics, Openings, redisTls, Tracing, type Now } from '@doorstep/runtime';
import { Global, Module } from '@nestjs/common';
import { Redis } from 'ioredis';
import { openCalendar } from '../time/calendar.js';
import { Database, installationKey, openDatabase } from './database.js';
import { openRedis } from './redis.js';
import { StoreHealth } from './store-health.js';
import { DivisionTree, ServedTree } from '../background/division-tree.js';
import { RecordsService } from '../relations/records.service.js';
import { Store } from './store.js';

/** Tells the time; tests put another in its place. */
export const Clock = Symbol('Clock');

/** A service's store, its journal and what keeps both going. */
@Global()
@Module({
  controllers: [JournalService, RecordsService],
  providers: [
    { provide: Clock, inject: [Config], useFactory: ({ now }: Config) => now },
    {
      provide: Database,
      inject: [Config, Tracing, Openings],
      useFactory: async ({ mongoUri, mongoDb, tls }: Config, tracing: Tracing, openings: Openings) => {
        const database = await openDatabase(mongoUri, mongoDb, tracing, tls.mongo);
        openings.add(() => database.close());
        return database;
      },
    },
    {
      provide: Redis,
      inject: [Config, Log, Openings],
      useFactory: async ({ redisUrl, tls }: Config, log: Log, openings: Openings) => {
        const redis = await openRedis(redisUrl, log, redisTls(tls));
        openings.add(() => redis.disconnect());
        return redis;
      },
    },
    { provide: Journal, inject: [Database], useFactory: ({ db }: Database) => new Journal(db) },
    { provide: DivisionTree, useClass: ServedTree },
    {
      provide: Store,
      inject: [Config, Log, Database, Redis, Journal, Clock, DivisionTree, Metrics, Tracing],
      useFactory: async (
        config: Config,
        log: Log,
        database: Database,
        redis: Redis,
        journal: Journal,
        now: Now,
        tree: DivisionTree,
        metrics: Metrics,
        tracing: Tracing,
      ) =>
        new Store({
          database,
          redis,
          journal,
          now,
          tree,
          metrics,
          tracing,
          calendar: await openCalendar(config.calendar),
          key: await installationKey(database.db),
          log,
          service: config.service,
          onError: (error) => log.retried('background', error),
        }),
    },
    { provide: Repositories, useExisting: Store },
    StoreHealth,
  ],
  exports: [Store, Repositories, Journal, Clock, Database],
})
export class StoreModule {}
