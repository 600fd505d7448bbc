import { join } from 'node:path';
import { openKeys } from '../../../tools/identity/keys.js';
import { addressKey } from '../../../tools/platform/apps.js';
import { startChild, type OwnChild } from '../../../tools/platform/child.js';
import { ROOT } from '../../../tools/platform/platform.js';
import { platform } from './platform.js';

/** What an app of a test's own is told besides what the shared platform is told. */
export interface OwnApp {
  readonly app: string;
  readonly port: number;
  /** Addresses of peers that are not the shared ones. */
  readonly peers?: Readonly<Record<string, string>>;
  readonly database?: string;
}

let started = 0;

/** Starts one app beside the shared platform, for a test that ends it as it likes. */
export async function startOwnApp({ app, port, peers = {}, database = '' }: OwnApp): Promise<OwnChild> {
  const { secretOf } = await openKeys(join(platform.dataDir, 'identity'));
  const addresses = Object.entries({ ...platform.services, ...peers });
  return startChild({
    name: app,
    file: join(ROOT, 'dist', app, 'main.js'),
    logFile: join(platform.dataDir, 'own', `${app}-${String(process.pid)}-${String((started += 1))}.log`),
    env: {
      DOORSTEP_MONGO_URI: platform.mongoUri,
      DOORSTEP_MONGO_DB: database,
      DOORSTEP_REDIS_URL: platform.redisUrl,
      DOORSTEP_ISSUER: platform.issuer,
      DOORSTEP_SERVICE: app,
      DOORSTEP_CLIENT_ID: app,
      DOORSTEP_CLIENT_SECRET: secretOf(app),
      DOORSTEP_BIND: `127.0.0.1:${String(port)}`,
      DOORSTEP_QUOTA_PER_SECOND: '100000',
      ...Object.fromEntries(addresses.map(([peer, address]) => [addressKey(peer), address])),
    },
  });
}
