import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Redis } from 'ioredis';
import { mongo } from 'mongoose';
import { findMongod, withoutRecordsInItsLog, startMongo } from '../../tools/servers/mongo.ts';
import { freePorts } from '../../tools/servers/ports.ts';
import { startRedis } from '../../tools/servers/redis.ts';
import { startServer, type Server } from '../../tools/servers/server.ts';

/** A server that can be taken away and given back, with the data that it had. */
export interface Victim {
  readonly uri: string;
  readonly dataDir: string;
  /** Takes it away as a power cut does. */
  kill(): Promise<void>;
  stop(): Promise<void>;
  /** Lets no file of it grow any more, as on a full disk, until it is started again; settles when it has given up. */
  starve(): Promise<void>;
  /** Gives it back on the same port. */
  start(): Promise<void>;
}

const run = promisify(execFile);

type Start = (options: { dataDir: string; port: number }) => Promise<Server>;

async function victim(dataDir: string, start: Start, pid: () => Promise<number>): Promise<Victim> {
  const [port = 0] = await freePorts(1);
  let server = await start({ dataDir, port });
  const { uri } = server;
  return {
    uri,
    dataDir,
    async kill() {
      process.kill(await pid(), 'SIGKILL');
      await server.ended;
    },
    stop: () => server.stop(),
    async starve() {
      await run('prlimit', [`--pid=${String(await pid())}`, '--fsize=4096']);
      await server.ended;
    },
    async start() {
      server = await start({ dataDir, port });
    },
  };
}

/** Which process a data folder of MongoDB belongs to. */
const pidOfMongo = async (dataDir: string): Promise<number> =>
  Number(await readFile(join(dataDir, 'mongod.lock'), 'utf8'));

/** MongoDB of one node, with all the durability that it has. */
export const mongoVictim = (dataDir: string): Promise<Victim> => victim(dataDir, startMongo, () => pidOfMongo(dataDir));

/** Redis with its append-only file. */
export function redisVictim(dataDir: string): Promise<Victim> {
  return victim(dataDir, startRedis, () => Promise.reject(new Error('Redis is stopped, not killed')));
}

/** Three nodes of MongoDB. */
export interface MongoSet {
  readonly uri: string;
  /** Kills the node that is primary, waits for another, and gives the dead one back. */
  killPrimary(): Promise<void>;
  stop(): Promise<void>;
}

const setName = 'rs3';

export async function mongoSet(dataDir: string): Promise<MongoSet> {
  const program = await findMongod();
  const ports = await freePorts(3);
  const folders = ports.map((port) => join(dataDir, `node-${String(port)}`));
  const node = (at: number): Promise<{ stop(): Promise<void>; ended: Promise<string> }> => {
    const [port, folder] = [ports[at] ?? 0, folders[at] ?? ''];
    const args = ['--dbpath', folder, '--port', String(port), '--bind_ip', '127.0.0.1', '--replSet', setName];
    const small = ['--wiredTigerCacheSizeGB', '0.25', '--oplogSize', '128', '--quiet', ...withoutRecordsInItsLog];
    return startServer(program, 'MongoDB', { dataDir: folder, port }, () => [...args, ...small], answers);
  };
  const nodes = await Promise.all(ports.map((_, at) => node(at)));
  const uri = `mongodb://${ports.map((port) => `127.0.0.1:${String(port)}`).join(',')}/?replicaSet=${setName}`;
  await onNode(ports[0] ?? 0, (client) => client.db('admin').command({ replSetInitiate: configOf(ports) }));
  await primaryOf(uri);
  return {
    uri,
    async killPrimary() {
      const at = ports.indexOf(await primaryOf(uri));
      process.kill(await pidOfMongo(folders[at] ?? ''), 'SIGKILL');
      await nodes[at]?.ended;
      await primaryOf(uri);
      nodes[at] = await node(at);
    },
    stop: () => Promise.all(nodes.map((one) => one.stop())).then(() => undefined),
  };
}

const configOf = (ports: readonly number[]) => ({
  _id: setName,
  settings: { electionTimeoutMillis: 2_000 },
  members: ports.map((port, _id) => ({ _id, host: `127.0.0.1:${String(port)}` })),
});

async function onNode<T>(port: number, ask: (client: mongo.MongoClient) => Promise<T>): Promise<T> {
  const client = new mongo.MongoClient(`mongodb://127.0.0.1:${String(port)}/?directConnection=true`);
  try {
    return await ask(client);
  } finally {
    await client.close();
  }
}

const answers = (port: number): Promise<unknown> => onNode(port, (client) => client.db('admin').command({ ping: 1 }));

/** Port of the primary, as soon as there is one that the majority knows. */
async function primaryOf(uri: string): Promise<number> {
  const client = new mongo.MongoClient(uri, { serverSelectionTimeoutMS: 30_000 });
  try {
    const { primary } = await client.db('admin').command({ hello: 1 });
    return Number(String(primary).split(':')[1]);
  } finally {
    await client.close();
  }
}

/** One command to Redis. */
export async function onRedis<T>(uri: string, ask: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(uri);
  redis.on('error', () => undefined);
  try {
    return await ask(redis);
  } finally {
    redis.disconnect();
  }
}
