import { rm, writeFile } from 'node:fs/promises';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { buildApps } from '../../tools/build/build.ts';
import { openKeys } from '../../tools/identity/keys.ts';
import { environmentOf, readApps, type App } from '../../tools/platform/apps.ts';
import { startChild, type OwnChild } from '../../tools/platform/child.ts';
import { startIdentity } from '../../tools/platform/identity.ts';
import { ROOT } from '../../tools/platform/platform.ts';
import { freePorts } from '../../tools/servers/ports.ts';
import { clockFile, trap, type Point } from './faults/seams.ts';

/** One process of an app. */
export interface Replica {
  readonly app: string;
  readonly id: string;
  readonly port: number;
  child: OwnChild;
  dead: boolean;
  /** Whether the balancer in front sends anything to it; true but while it is being replaced. */
  listed: boolean;
}

export interface FleetOptions {
  readonly folder: string;
  readonly mongoUri: string;
  readonly redisUri: string;
  /** How many processes of an app. */
  readonly replicas: (app: App) => number;
}

const host = '127.0.0.1';
const main = join(ROOT, 'proofs/chaos/faults/main-with-seams.ts');
const patienceMs = 90_000;
const pollMs = 20;

/** Several replicas of every app, each a process that can be killed, frozen, confused and replaced. */
export class Fleet {
  readonly replicas: Replica[] = [];
  private readonly options: FleetOptions;
  private readonly identity: OwnChild;
  readonly issuer: string;
  private readonly apps: readonly App[];
  private readonly ports: ReadonlyMap<string, readonly number[]>;
  private starts = 0;

  private constructor(
    options: FleetOptions,
    identity: OwnChild,
    issuer: string,
    apps: readonly App[],
    ports: ReadonlyMap<string, readonly number[]>,
  ) {
    this.options = options;
    this.identity = identity;
    this.issuer = issuer;
    this.apps = apps;
    this.ports = ports;
  }

  static async start(options: FleetOptions): Promise<Fleet> {
    const apps = await readApps(ROOT);
    await buildApps(
      ROOT,
      apps.map(({ name }) => name),
    );
    mkdirSync(join(options.folder, 'traps'), { recursive: true });
    const [identityPort = 0, ...free] = await freePorts(1 + apps.reduce((sum, app) => sum + options.replicas(app), 0));
    const ports = new Map(apps.map((app) => [app.name, free.splice(0, options.replicas(app))]));
    const logFile = join(options.folder, 'logs', 'identity.log');
    const identity = await startIdentity({
      ...{ port: identityPort, keysDir: join(options.folder, 'identity'), apps, gatewayPort: 1, logFile },
    });
    const fleet = new Fleet(options, identity, `http://${host}:${String(identityPort)}`, apps, ports);
    for (const kind of ['service', 'gateway'] as const) {
      await Promise.all(apps.filter((app) => app.kind === kind).map((app) => fleet.startApp(app)));
    }
    return fleet;
  }

  /** Addresses of the gateways that the balancer would choose from. */
  get gateways(): string[] {
    const listed = this.of('gateway').filter((replica) => replica.listed);
    return listed.map(({ port }) => `http://${host}:${String(port)}`);
  }

  of(app: string): Replica[] {
    return this.replicas.filter((replica) => replica.app === app);
  }

  /** Makes the first replica that passes a point die there, and waits until it has. Throws where none passed. */
  async killAt(app: string, point: Point): Promise<void> {
    const file = trap(this.folder, app, point);
    await writeFile(file, '');
    try {
      await until(() => this.of(app).some(({ dead }) => dead), `no ${app} passed ${point}`);
    } finally {
      await rm(file, { force: true });
    }
  }

  async kill(replica: Replica): Promise<void> {
    await replica.child.kill();
  }

  /** Starts again whatever died. */
  async heal(): Promise<void> {
    await Promise.all(this.replicas.filter(({ dead }) => dead).map((replica) => this.renew(replica)));
  }

  /** Ends a replica as a rolling update does, and starts it again. */
  async replace(replica: Replica): Promise<void> {
    replica.listed = false;
    await replica.child.stop();
    await this.renew(replica);
    replica.listed = true;
  }

  /** Sets the clock of a replica wrong by so many ms, while it runs. */
  async setClock({ id }: Replica, wrongMs: number): Promise<void> {
    await writeFile(clockFile(this.folder, id), String(wrongMs));
  }

  async stop(): Promise<void> {
    for (const replica of this.replicas) replica.dead = true;
    await Promise.all(this.replicas.map(({ child }) => child.stop()));
    await this.identity.stop();
  }

  private get folder(): string {
    return join(this.options.folder, 'traps');
  }

  private async startApp(app: App): Promise<void> {
    const ports = this.ports.get(app.name) ?? [];
    const started = ports.map(async (port, at) => {
      const id = `${app.name}-${String(at)}`;
      const child = await this.spawn(app, id, port);
      this.watch({ app: app.name, id, port, child, dead: false, listed: true });
    });
    await Promise.all(started);
  }

  private watch(replica: Replica): void {
    this.replicas.push(replica);
    this.follow(replica);
  }

  private follow(replica: Replica): void {
    const { child } = replica;
    const gone = (): void => {
      if (replica.child === child) replica.dead = true;
    };
    child.ended.then(gone, gone);
  }

  private async renew(replica: Replica): Promise<void> {
    const app = this.apps.find(({ name }) => name === replica.app);
    if (app === undefined) return;
    replica.child = await this.spawn(app, replica.id, replica.port);
    replica.dead = false;
    this.follow(replica);
  }

  private async spawn(app: App, id: string, port: number): Promise<OwnChild> {
    const { folder, mongoUri, redisUri } = this.options;
    const { secretOf } = await openKeys(join(folder, 'identity'));
    const { name } = app;
    this.starts += 1;
    const env = {
      ...environmentOf(app, secretOf, (service) => this.target(service)),
      ...{ CHAOS_FOLDER: this.folder, CHAOS_APP: name, CHAOS_REPLICA: id },
      ...{ CHAOS_MAIN: join(ROOT, 'dist', name, 'main.js'), DOORSTEP_BIND: `${host}:${String(port)}` },
      ...{ DOORSTEP_MONGO_URI: mongoUri, DOORSTEP_REDIS_URL: redisUri, DOORSTEP_ISSUER: this.issuer },
      ...{ DOORSTEP_SHUTDOWN_DELAY_MS: '300', DOORSTEP_QUOTA_PER_SECOND: '100000' },
      DOORSTEP_LONGEST_TOKEN_SECONDS: '86400',
      DOORSTEP_CALENDAR: join(ROOT, 'data/calendar'),
    };
    return startChild({ name: id, file: main, env, logFile: join(folder, 'logs', `${id}-${String(this.starts)}.log`) });
  }

  /** All replicas of an app as one target of gRPC. */
  private target(app: string): string {
    return `ipv4:${(this.ports.get(app) ?? []).map((port) => `${host}:${String(port)}`).join(',')}`;
  }
}

/** Waits for a condition. Throws a line where it does not come. */
export async function until(
  holds: () => boolean | Promise<boolean>,
  otherwise: string,
  withinMs = patienceMs,
): Promise<void> {
  for (const end = Date.now() + withinMs; !(await holds());) {
    if (Date.now() > end) throw new Error(otherwise);
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}
