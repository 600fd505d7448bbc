import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mongo } from 'mongoose';
import { randomFrom, type Random } from '../replay/random.ts';
import { Auditor } from './audit/auditor.ts';
import { Client } from './client.ts';
import { Fleet, type FleetOptions } from './fleet.ts';
import { Load, openStation } from './load.ts';
import { mongoSet, mongoVictim, redisVictim, type MongoSet, type Victim } from './servers.ts';

/** A platform to do harm to, somebody who works with it, and somebody who looks at what is left. */
export interface World {
  readonly fleet: Fleet;
  readonly client: Client;
  readonly load: Load;
  readonly auditor: Auditor;
  readonly random: Random;
  readonly station: string;
  readonly redis: Victim;
  /** MongoDB of one node; undefined where there are three. */
  readonly mongo: Victim | undefined;
  readonly set: MongoSet | undefined;
  end(): Promise<void>;
}

export interface WorldOptions {
  readonly seed: number;
  readonly nodes: 1 | 3;
  readonly replicas: FleetOptions['replicas'];
}

/**
 * A process that is killed inside a transaction leaves it open until the server ends it, after 60 s where nobody said
 * otherwise. Here it is the 5 s that the operations' guide recommends.
 */
const transactionSeconds = 5;

export async function makeWorld({ seed, nodes, replicas }: WorldOptions): Promise<World> {
  const folder = await mkdtemp(join(tmpdir(), 'doorstep-chaos-'));
  const [redis, single, set] = await Promise.all([
    redisVictim(join(folder, 'redis')),
    nodes === 1 ? mongoVictim(join(folder, 'mongo')) : undefined,
    nodes === 3 ? mongoSet(join(folder, 'mongo')) : undefined,
  ]);
  const mongoUri = single?.uri ?? set?.uri ?? '';
  await limitTransactions(mongoUri);
  const fleet = await Fleet.start({ folder, mongoUri, redisUri: redis.uri, replicas });
  const client = new Client(fleet);
  const station = await openStation(client);
  const auditor = await Auditor.of(mongoUri, redis.uri, client);
  const load = new Load(client, station);
  return {
    ...{ fleet, client, load, auditor, random: randomFrom(seed), station, redis, mongo: single, set },
    async end() {
      await Promise.all([fleet.stop(), auditor.close()]);
      await Promise.all([redis.stop(), single?.stop(), set?.stop()]);
      if (process.env['CHAOS_KEEP'] === undefined) await rm(folder, { recursive: true, force: true });
      else console.log(folder);
    },
  };
}

export async function limitTransactions(mongoUri: string): Promise<void> {
  const client = new mongo.MongoClient(mongoUri);
  await client.db('admin').command({ setParameter: 1, transactionLifetimeLimitSeconds: transactionSeconds });
  await client.close();
}
