import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { mongo } from 'mongoose';
import { readApps } from '../../platform/apps.ts';
import { ROOT, startPlatform, type Platform } from '../../platform/platform.ts';
import { setClock } from '../../clock/clock-file.ts';
import { freePorts } from '../../servers/ports.ts';
import { aheadOfRun } from '../ahead.ts';
import { startCollector } from './collector.ts';

/** A platform that tests may do with as they like. */
export interface TestPlatform extends Platform {
  readonly gateway: string;
  /** Folder of its keys and logs. */
  readonly dataDir: string;
  /** Address of `/metrics` of each app. */
  readonly metrics: Readonly<Record<string, string>>;
  /** File with every trace, as a collector got it. */
  readonly traces: string;
  /** File that moves the clock of every process of it. */
  readonly clock: string;
  /** Name of the database of each service. */
  readonly databases: Readonly<Record<string, string>>;
}

/** Requests a second: no test of ours is about being too fast. */
const quota = '100000';

/**
 * Starts the real platform on the run's MongoDB and Redis, with databases of its own that go when it stops.
 * @param name tells it from other platforms of the run; letters and digits.
 */
export async function startTestPlatform(folder: string, name: string): Promise<TestPlatform> {
  const dataDir = join(folder, name);
  const databaseOf = (app: string) => `e2e_${process.pid}_${name}_${app}`;
  const apps = (await readApps(ROOT)).map((app) => app.name);
  const ports = await freePorts(apps.length);
  const binds = new Map(apps.map((app, at) => [app, `127.0.0.1:${String(ports[at])}`]));
  await mkdir(dataDir, { recursive: true });
  const traces = join(dataDir, 'traces.jsonl');
  const clock = join(dataDir, 'clock');
  await setClock(clock, aheadOfRun());
  const collector = await startCollector(traces);
  const platform = await startPlatform({
    ...{ dataDir, clock },
    ports: 'ephemeral',
    throwaway: true,
    env: (app) => ({
      DOORSTEP_MONGO_DB: databaseOf(app),
      DOORSTEP_QUOTA_PER_SECOND: quota,
      DOORSTEP_OPERATIONS_BIND: binds.get(app) ?? '127.0.0.1:0',
      DOORSTEP_METRICS: 'on',
      DOORSTEP_TRACES_ENDPOINT: collector.endpoint,
    }),
  });
  const { gateway, mongoUri, services } = platform;
  if (gateway === undefined) throw new Error('the platform has no gateway');
  const databases = Object.fromEntries(Object.keys(services).map((app) => [app, databaseOf(app)]));
  const stop = async () => {
    await platform.stop();
    await collector.stop();
    await drop(mongoUri, Object.values(databases));
  };
  const metrics = Object.fromEntries([...binds].map(([app, bind]) => [app, `http://${bind}/metrics`]));
  return { ...platform, gateway, dataDir, databases, metrics, traces, clock, stop };
}

/** Drops databases: the server may be somebody's own. */
export async function drop(mongoUri: string, databases: readonly string[]): Promise<void> {
  const client = new mongo.MongoClient(mongoUri);
  await Promise.all(databases.map((name) => client.db(name).dropDatabase()));
  await client.close();
}
