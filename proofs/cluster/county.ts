import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { idleLimits } from '../../libs/runtime/src/idle.ts';
import { readDirectory } from '../../tools/identity/directory.ts';
import { openKeys } from '../../tools/identity/keys.ts';
import { makeProvider } from '../../tools/identity/provider.ts';
import type { Child } from '../../tools/servers/leash.ts';
import { findMongod, startMongo, withoutRecordsInItsLog } from '../../tools/servers/mongo.ts';
import { startRedis } from '../../tools/servers/redis.ts';
import { startServer } from '../../tools/servers/server.ts';

/** What a county has of its own beside the cluster: MongoDB, Redis, an identity provider. */
export interface County {
  readonly mongoUri: string;
  /** A MongoDB that is no replica set. */
  readonly loneMongoUri: string;
  readonly redisUrl: string;
  readonly issuer: string;
  secretOf(client: string): string;
  stop(): Promise<void>;
}

/** In which the story of `helm test` plays. */
export const division = '1409301000019999';
export const clients = { filer: 'story-filer', verifier: 'story-verifier', county: 'story-county' } as const;

const standing = { divisions: ['140930'], name: '自检客户端' };
const directory = {
  clients: [
    { clientId: clients.filer, subject: 'a1b2c3d4e5f6g7h8j9k0', roles: ['grid_worker'], ...standing },
    { clientId: clients.verifier, subject: 'b1b2c3d4e5f6g7h8j9k0', roles: ['community'], ...standing },
    { clientId: clients.county, subject: 'c1b2c3d4e5f6g7h8j9k0', roles: ['county'], ...standing },
  ],
};

const ports = { mongo: 27017, lone: 27018, redis: 6379, identity: 8443 } as const;

/** Starts it on an address that pods reach. @param apps that prove themselves by clients of their name. */
export async function startCounty(
  folder: string,
  host: string,
  people: string,
  apps: readonly string[],
): Promise<County> {
  const data = (name: string): string => join(folder, name);
  const throwaway = true;
  const [mongo, redis, lone] = await Promise.all([
    startMongo({ dataDir: data('mongo'), host, port: ports.mongo, throwaway }),
    startRedis({ dataDir: data('redis'), host, port: ports.redis }),
    startLone(data('lone'), host),
  ]);
  const identity = await startIssuer(folder, host, people, apps);
  const { secretOf } = await openKeys(data('identity'));
  return {
    mongoUri: mongo.uri,
    loneMongoUri: `mongodb://${host}:${String(ports.lone)}/`,
    redisUrl: redis.uri,
    issuer: identity.issuer,
    secretOf,
    async stop() {
      await Promise.all([mongo.stop(), redis.stop(), lone.stop(), identity.stop()]);
    },
  };
}

async function startLone(dataDir: string, host: string): Promise<Child> {
  const at = (port: number): string[] => ['--dbpath', dataDir, '--port', String(port), '--bind_ip', host, '--quiet'];
  const args = (port: number): string[] => [...at(port), ...withoutRecordsInItsLog];
  return startServer(await findMongod(), 'MongoDB', { dataDir, host, port: ports.lone }, args, () => Promise.resolve());
}

/** The local provider listens on this machine alone, and this one is for pods: it makes its own door. */
async function startIssuer(folder: string, host: string, people: string, apps: readonly string[]) {
  const own = join(folder, 'people');
  await mkdir(own, { recursive: true });
  await writeFile(join(own, 'story.json'), JSON.stringify(directory));
  const issuer = `http://${host}:${String(ports.identity)}`;
  const options = { issuer, audience: 'doorstep', tokenLifetimeSeconds: 3600, redirectUris: [`${issuer}/`] };
  const [everybody, keys] = await Promise.all([readDirectory([people, own], apps), openKeys(join(folder, 'identity'))]);
  const answer = makeProvider(options, everybody, keys).callback();
  const server = createServer(idleLimits(), (request, response) => {
    answer(request, response).catch(() => response.destroy());
  }).listen(ports.identity, host);
  await once(server, 'listening');
  return { issuer, stop: () => server[Symbol.asyncDispose]() };
}
