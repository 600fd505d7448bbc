import { fileURLToPath } from 'node:url';
import { openKeys } from '../identity/keys.ts';
import type { App } from './apps.ts';
import { startChild, type OwnChild } from './child.ts';

const data = fileURLToPath(new URL('../../data/people', import.meta.url));
const file = fileURLToPath(new URL('../identity/main.ts', import.meta.url));

/** What the local identity provider is started with. */
export interface IdentityParts {
  readonly port: number;
  /** Folder in which it keeps its keys. */
  readonly keysDir: string;
  /** The apps that run: each proves itself by a client of its name. */
  readonly apps: readonly App[];
  /** Port of the gateway, to whose pages people who signed in come back. */
  readonly gatewayPort: number;
  /** File by which its clock is moved, as that of the apps. */
  readonly clock?: string | undefined;
  readonly logFile: string;
}

const HOST = '127.0.0.1';

/** Starts the local identity provider, and waits until it answers. */
export async function startIdentity({
  port,
  keysDir,
  apps,
  gatewayPort,
  clock,
  logFile,
}: IdentityParts): Promise<OwnChild> {
  await openKeys(keysDir);
  const more = process.env['DOORSTEP_REDIRECT_URIS']?.split(',') ?? [];
  const pages = [HOST, 'localhost'].map((host) => `http://${host}:${gatewayPort}/docs/oauth2-redirect.html`);
  const env = {
    DOORSTEP_BIND: `${HOST}:${port}`,
    DOORSTEP_IDENTITY_KEYS: keysDir,
    DOORSTEP_PEOPLE: process.env['DOORSTEP_PEOPLE'] ?? data,
    DOORSTEP_APPS: apps.map(({ name }) => name).join(),
    DOORSTEP_REDIRECT_URIS: [...pages, ...more].join(),
    ...(clock !== undefined && { DOORSTEP_CLOCK: clock }),
  };
  return startChild({ name: 'identity', file, env, logFile });
}
