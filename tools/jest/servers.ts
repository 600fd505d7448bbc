import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { startMongo } from '../servers/mongo.ts';
import { startRedis } from '../servers/redis.ts';
import { ensureNeeds, type Needs } from '../servers/needs.ts';
import { keep, kept, type Kept } from './kept.ts';
import { folderForThrowaway } from './memory.ts';

/** Programs that tests of tools start; a run of a part can do without. */
const programs: Needs['programs'] = { git: 'git', openssl: 'openssl', prlimit: 'util-linux', ps: 'procps', tar: 'tar' };

/**
 * One MongoDB and one Redis for the whole run, however often asked; the tests find them by the environment. Throws one
 * line where the machine lacks something.
 * @param whole whether everything is tested.
 */
export async function startServers(whole: boolean): Promise<Kept> {
  const known = kept();
  if (known !== undefined) return known;
  await ensureNeeds({ servers: true, ...(whole && { programs }) });
  const folder = await mkdtemp(join(await folderForThrowaway(), 'doorstep-test-'));
  const [mongo, redis] = await Promise.all([
    startMongo({ dataDir: join(folder, 'mongo'), throwaway: true }),
    startRedis({ dataDir: join(folder, 'redis'), throwaway: true }),
  ]);
  process.env['DOORSTEP_MONGO_URI'] = mongo.uri;
  process.env['DOORSTEP_REDIS_URL'] = redis.uri;
  return keep({ folder, servers: [mongo, redis] });
}
