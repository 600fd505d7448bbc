import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { startPlatform, type Platform } from '../../platform/platform.ts';

/** A platform that tests may do with as they like. */
export interface TestPlatform extends Platform {
  readonly gateway: string;
  /** Folder of its keys and logs. */
  readonly dataDir: string;
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
  const platform = await startPlatform({
    dataDir,
    ports: 'ephemeral',
    throwaway: true,
    env: (app) => ({ DOORSTEP_MONGO_DB: databaseOf(app), DOORSTEP_QUOTA_PER_SECOND: quota }),
  });
  const { gateway, mongoUri, services } = platform;
  if (gateway === undefined) throw new Error('the platform has no gateway');
  const databases = Object.fromEntries(Object.keys(services).map((app) => [app, databaseOf(app)]));
  const stop = async () => {
    await platform.stop();
    await drop(mongoUri, Object.values(databases));
  };
  return { ...platform, gateway, dataDir, databases, stop };
}

/** Drops databases: the server may be somebody's own. */
export async function drop(mongoUri: string, databases: readonly string[]): Promise<void> {
  const client = new MongoClient(mongoUri);
  await Promise.all(databases.map((name) => client.db(name).dropDatabase()));
  await client.close();
}
