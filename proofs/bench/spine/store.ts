import { Journal } from '@doorstep/events';
import { Store } from '@doorstep/store';
import { Redis } from 'ioredis';
import { openCalendar } from '../../../libs/store/src/time/calendar.ts';
import { installationKey, openDatabase, type Database } from '../../../libs/store/src/wiring/database.ts';
import type { BenchServers } from './servers.ts';

/** A service's store with its relay, in this process. */
export interface BenchStore {
  readonly store: Store;
  readonly database: Database;
  /** Makes the indexes and starts relay and timers; open every collection before. */
  start(): Promise<void>;
  close(): Promise<void>;
}

export async function benchStore({ mongoUri, redisUri }: BenchServers, name: string): Promise<BenchStore> {
  const database = await openDatabase(mongoUri, `bench_${name}`);
  const store = new Store({
    database,
    redis: new Redis(redisUri),
    journal: new Journal(database.db),
    calendar: await openCalendar('data/calendar'),
    key: await installationKey(database.db),
    service: name,
    now: () => new Date(),
    onError: (error) => console.error(error),
  });
  return {
    store,
    database,
    async start() {
      await store.onModuleInit();
      store.onApplicationBootstrap();
    },
    close: () => store.onApplicationShutdown(),
  };
}
