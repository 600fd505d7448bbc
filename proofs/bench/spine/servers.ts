import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startMongo } from '../../../tools/servers/mongo.ts';
import { startRedis } from '../../../tools/servers/redis.ts';

/** A MongoDB with all its durability and a Redis, for one bench. */
export interface BenchServers {
  readonly mongoUri: string;
  readonly redisUri: string;
  readonly folder: string;
  end(): Promise<void>;
}

export async function benchServers(): Promise<BenchServers> {
  const folder = await mkdtemp(join(tmpdir(), 'doorstep-bench-'));
  const [mongo, redis] = await Promise.all([
    startMongo({ dataDir: join(folder, 'mongo') }),
    startRedis({ dataDir: join(folder, 'redis') }),
  ]);
  return {
    mongoUri: mongo.uri,
    redisUri: redis.uri,
    folder,
    async end() {
      await Promise.all([mongo.stop(), redis.stop()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
