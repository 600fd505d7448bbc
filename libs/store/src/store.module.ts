import { Journal, JournalService } from '@doorstep/events';
import { Config, Log } from '@doorstep/runtime';
import { Global, Module } from '@nestjs/common';
import { Redis } from 'ioredis';
import { openCalendar } from './calendar.js';
import { Database, installationKey, openDatabase } from './database.js';
import { Store } from './store.js';

/** Tells the time; tests put another in its place. */
export const Clock = Symbol('Clock');

/** A service's store, its journal and what keeps both going. */
@Global()
@Module({
  controllers: [JournalService],
  providers: [
    { provide: Clock, useValue: () => new Date() },
    {
      provide: Database,
      inject: [Config],
      useFactory: ({ mongoUri, mongoDb }: Config) => openDatabase(mongoUri, mongoDb),
    },
    { provide: Journal, inject: [Database], useFactory: ({ db }: Database) => new Journal(db) },
    {
      provide: Store,
      inject: [Config, Log, Database, Journal, Clock],
      useFactory: async (config: Config, log: Log, database: Database, journal: Journal, now: () => Date) => {
        const redis = new Redis(config.redisUrl, { maxRetriesPerRequest: 1 });
        redis.on('error', (error) => log.warn('redis', { error: error.name }));
        return new Store({
          database,
          redis,
          journal,
          now,
          calendar: await openCalendar(config.calendar),
          key: await installationKey(database.db),
          service: config.service,
          onError: (error) => log.error('background', {}, error),
        });
      },
    },
  ],
  exports: [Store, Journal, Clock, Database],
})
export class StoreModule {}
