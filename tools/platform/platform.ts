import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildApps, type Built } from '../build/build.ts';
import { openKeys } from '../identity/keys.ts';
import { startMongo } from '../servers/mongo.ts';
import { startRedis } from '../servers/redis.ts';
import type { Server } from '../servers/server.ts';
import { environmentOf, neededFor, readApps, type App } from './apps.ts';
import { startChild } from './child.ts';
import { startIdentity, type IdentityParts } from './identity.ts';
import { Parts } from './parts.ts';
import { assertFree, ephemeralPorts, fixedPorts, operationsOf, type PortPlan } from './port-plan.ts';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Runs one step of the start, told to whoever watches. `note` adds a detail to it. */
export type Step = <T>(title: string, work: (note: (detail: string) => void) => Promise<T>) => Promise<T>;

export interface PlatformOptions {
  /** Folder that holds `apps/`; without it, this repository. */
  readonly root?: string;
  /** Folder of everything that survives a stop: MongoDB, Redis, identity, logs. */
  readonly dataDir: string;
  /** One app with what it needs, instead of all. */
  readonly only?: string | undefined;
  /** The usual ports, or free ones that nobody relies on. */
  readonly ports: 'fixed' | 'ephemeral';
  /** Data that nobody will miss: durability is traded for speed. */
  readonly throwaway?: boolean;
  /** File by which the clock of every process is moved; the machine's clock where absent. */
  readonly clock?: string | undefined;
  /** Environment beyond the contract, for one app. */
  readonly env?: (app: string) => Readonly<Record<string, string>>;
  readonly step?: Step;
  /** Stops what is being started. */
  readonly signal?: AbortSignal;
}

/** A platform that runs. */
export interface Platform {
  /** Address of the gateway's HTTP door; undefined where it was not asked for. */
  readonly gateway: string | undefined;
  readonly issuer: string;
  /** gRPC address of each service, `host:port`. */
  readonly services: Readonly<Record<string, string>>;
  /** Address of each app's operations port, `host:port`, where it has the usual one. */
  readonly operations: Readonly<Record<string, string>>;
  readonly mongoUri: string;
  readonly redisUrl: string;
  /** Settles with one line when any part ends that was not asked to. */
  readonly broken: Promise<string>;
  /** Stops everything, last started first. */
  stop(): Promise<void>;
}

const HOST = '127.0.0.1';
const quiet: Step = (_title, work) => work(() => undefined);

/**
 * Builds and starts MongoDB, Redis, the local identity provider and every app, and waits until each is ready.
 * Nothing of it outlives us, however we end. Throws one line, everything stopped, if a part does not start.
 */
export async function startPlatform(options: PlatformOptions): Promise<Platform> {
  const all = await readApps(options.root ?? ROOT);
  const apps = options.only === undefined ? all : neededFor(options.only, all);
  const ports = await planPorts(all, options.ports);
  await assertFree(new Map([...ports].filter(([name]) => listens(name, apps))));
  const parts = new Parts(options.signal);
  try {
    const started = await parts.whileWanted(start(parts, apps, ports, options));
    return { ...started, broken: parts.broken, stop: () => parts.stop() };
  } catch (error) {
    await parts.stop();
    throw error;
  }
}

function planPorts(all: readonly App[], kind: PlatformOptions['ports']): Promise<PortPlan> {
  const apps = all.map(({ name }) => name);
  const names = [...apps, ...apps.map(operationsOf), 'identity', 'mongod', 'redis'];
  return kind === 'ephemeral' ? ephemeralPorts(names) : Promise.resolve(fixedPorts(names));
}

/** Whether something of ours will listen there: not for an app that was not asked for, nor for a server of somebody else. */
function listens(name: string, apps: readonly App[]): boolean {
  const given = { mongod: process.env['DOORSTEP_MONGO_URI'], redis: process.env['DOORSTEP_REDIS_URL'] };
  if (name === 'mongod' || name === 'redis') return !given[name];
  return name === 'identity' || apps.some((app) => [app.name, operationsOf(app.name)].includes(name));
}

async function start(parts: Parts, apps: readonly App[], ports: PortPlan, options: PlatformOptions) {
  const { dataDir, throwaway = false, step = quiet } = options;
  const names = apps.map(({ name }) => name);
  const storeOptions = (name: string) => ({ dataDir: join(dataDir, name), logFile: logOf(dataDir, name), throwaway });
  const store = (title: string, name: string, startIt: typeof startMongo): Promise<Server> =>
    step(title, (note) => parts.hold(startIt({ ...storeOptions(name), port: portOf(ports, name), onChoice: note })));
  const [built, mongo, redis] = await Promise.all([
    step('Build', (note) => build(options.root ?? ROOT, names, note)),
    store('MongoDB', 'mongod', startMongo),
    store('Redis', 'redis', startRedis),
    step('Identity', () => parts.hold(startIdentity(identityOf(apps, ports, options)))),
  ]);
  const issuer = `http://${addressOf(ports, 'identity')}`;
  const { secretOf } = await openKeys(keysFolder(dataDir));
  const shared = {
    ...{ DOORSTEP_MONGO_URI: mongo.uri, DOORSTEP_REDIS_URL: redis.uri },
    ...{ DOORSTEP_ISSUER: issuer, DOORSTEP_AUDIENCE: 'doorstep' },
    ...(options.clock !== undefined && { DOORSTEP_CLOCK: options.clock }),
  };
  const startApp = (app: App) =>
    step(titleOf(app), async (note) => {
      const file = built.find((one) => one.app === app.name)?.file ?? '';
      const own = environmentOf(app, secretOf, (name) => addressOf(ports, name));
      const env = { ...shared, ...own, ...bindsOf(app.name, ports, options), ...options.env?.(app.name) };
      const starting = startChild({ name: app.name, file, env, logFile: logOf(dataDir, app.name) });
      await parts.hold(starting, app.kind === 'gateway' ? 2 : 1);
      note(addressOf(ports, app.name));
    });
  const [services, gateways] = [ofKind(apps, 'service'), ofKind(apps, 'gateway')];
  await Promise.all(services.map(startApp));
  await Promise.all(gateways.map(startApp));
  return {
    gateway: gateways.map(({ name }) => `http://${addressOf(ports, name)}`)[0],
    issuer,
    services: Object.fromEntries(services.map(({ name }) => [name, addressOf(ports, name)])),
    operations: operationsAt(names, ports, options),
    mongoUri: mongo.uri,
    redisUrl: redis.uri,
  };
}

/** Where an app listens. On the usual ports it counts, too: somebody may look. */
const bindsOf = (name: string, ports: PortPlan, options: PlatformOptions): Record<string, string> => {
  const { [name]: operations } = operationsAt([name], ports, options);
  return {
    DOORSTEP_BIND: addressOf(ports, name),
    ...(operations !== undefined && { DOORSTEP_OPERATIONS_BIND: operations, DOORSTEP_METRICS: 'on' }),
  };
};

/** Where the apps say how they are, where that has a usual port. */
const operationsAt = (names: readonly string[], ports: PortPlan, options: PlatformOptions): Record<string, string> =>
  options.ports === 'fixed'
    ? Object.fromEntries(names.map((name) => [name, addressOf(ports, operationsOf(name))]))
    : {};

async function build(root: string, names: readonly string[], note: (detail: string) => void): Promise<Built[]> {
  const built = await buildApps(root, names);
  const fresh = built.filter((one) => one.fresh).map((one) => one.app);
  note(fresh.length === 0 ? 'nothing had changed' : fresh.join(', '));
  return built;
}

const identityOf = (apps: readonly App[], ports: PortPlan, { dataDir, clock }: PlatformOptions): IdentityParts => ({
  ...{ apps, clock },
  port: portOf(ports, 'identity'),
  gatewayPort: portOf(ports, 'gateway'),
  keysDir: keysFolder(dataDir),
  logFile: logOf(dataDir, 'identity'),
});

const keysFolder = (dataDir: string) => join(dataDir, 'identity');
const ofKind = (apps: readonly App[], kind: App['kind']) => apps.filter((app) => app.kind === kind);
const titleOf = ({ name, kind }: App) => (kind === 'gateway' ? 'Gateway' : `Service ${name}`);
const logOf = (dataDir: string, name: string) => join(dataDir, 'logs', `${name}.log`);
const addressOf = (ports: PortPlan, name: string) => `${HOST}:${portOf(ports, name)}`;

function portOf(ports: PortPlan, name: string): number {
  const port = ports.get(name);
  if (port === undefined) throw new Error(`${name} is no app of this platform`);
  return port;
}
