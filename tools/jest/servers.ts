import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startMongo } from '../servers/mongo.ts';
import { startRedis } from '../servers/redis.ts';
import { keep, kept, type Kept } from './kept.ts';

/** One MongoDB and one Redis for the whole run, however often asked; the tests find them by the environment. */
export async function startServers(): Promise<Kept> {
  const known = kept();
  if (known !== undefined) return known;
  const folder = await mkdtemp(join(tmpdir(), 'doorstep-test-'));
  const [mongo, redis] = await Promise.all([
    startMongo({ dataDir: join(folder, 'mongo'), throwaway: true }),
    startRedis({ dataDir: join(folder, 'redis'), throwaway: true }),
  ]);
  process.env['DOORSTEP_MONGO_URI'] = mongo.uri;
  process.env['DOORSTEP_REDIS_URL'] = redis.uri;
  return keep({ folder, servers: [mongo, redis] });
}
