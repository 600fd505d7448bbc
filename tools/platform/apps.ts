import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { Mistake } from '../command/command.ts';

/** Names of services; `*` is every service but the one that says it. */
const names = z.array(z.string()).default([]);

const Package = z.object({
  doorstep: z
    .strictObject({
      kind: z.enum(['service', 'gateway']),
      /** Services that it calls, whether for an RPC or for their journal, and cannot work without. */
      calls: names,
      /** Services that it calls where they run; it works without. */
      asks: names,
      /** Services that call it, though they do not say so: the libraries do it in each. */
      calledBy: names,
      /** What its entry in the values of the chart says besides. */
      chart: z.record(z.string(), z.unknown()).default({}),
    })
    .optional(),
});
type Manifest = NonNullable<z.infer<typeof Package>['doorstep']>;

/** An app of the platform, as its package.json declares it. */
export interface App {
  readonly name: string;
  readonly kind: 'service' | 'gateway';
  /** The services that it cannot work without. */
  readonly peers: readonly string[];
  /** The services whose addresses it is told besides. */
  readonly asks: readonly string[];
  readonly chart: Readonly<Record<string, unknown>>;
}

/**
 * Every app that has a `doorstep` key in its package.json, by name: the only list of services, and of who calls whom.
 * Throws a line that names the file at fault, or an app and a service that it speaks of and that is none.
 */
export async function readApps(root: string): Promise<App[]> {
  const manifests = new Map<string, Manifest>();
  for (const name of (await readdir(join(root, 'apps'))).sort()) {
    const text = await readFile(join(root, 'apps', name, 'package.json'), 'utf8').catch(() => '{}');
    const doorstep = declaredIn(`apps/${name}/package.json`, text);
    if (doorstep !== undefined) manifests.set(name, doorstep);
  }
  return [...manifests].map(([name, { kind, chart }]) => ({ name, kind, chart, ...callsOf(name, manifests) }));
}

/** What a package.json declares. Throws a line that names the file and the key at fault. */
function declaredIn(path: string, text: string): Manifest | undefined {
  try {
    return Package.parse(JSON.parse(text)).doorstep;
  } catch (error) {
    const [issue] = error instanceof z.ZodError ? error.issues : [];
    const said = issue ? `${issue.path.join('.')}: ${issue.message}` : `is no JSON`;
    throw new Error(`${path}: ${said}`, { cause: error });
  }
}

/** Whom an app calls, by what it says itself and by what those say that everybody calls. */
function callsOf(name: string, manifests: ReadonlyMap<string, Manifest>): Pick<App, 'peers' | 'asks'> {
  const services = [...manifests].filter(([, { kind }]) => kind === 'service').map(([service]) => service);
  const meant = (by: string, said: readonly string[]): string[] => {
    const unknown = said.find((one) => one !== '*' && (!services.includes(one) || one === by));
    if (unknown !== undefined)
      throw new Error(`apps/${by}/package.json speaks of ${unknown}, which is no other service`);
    return services.filter((one) => one !== by && (said.includes(one) || said.includes('*')));
  };
  const calledBy = (service: string): string[] => meant(service, manifests.get(service)?.calledBy ?? []);
  const { calls = [], asks = [] } = manifests.get(name) ?? {};
  const own = meant(name, calls);
  const peers = services.filter((one) => own.includes(one) || calledBy(one).includes(name));
  return { peers, asks: meant(name, asks).filter((one) => !peers.includes(one)) };
}

/** One app and, through their peers, all others that it needs. Throws a line that names the apps there are. */
export function neededFor(name: string, apps: readonly App[]): App[] {
  const needed = new Set<App>();
  const add = (wanted: string) => {
    const app = apps.find((one) => one.name === wanted);
    if (app === undefined)
      throw new Mistake(`there is no app ${wanted}; there are ${apps.map((one) => one.name).join(', ')}`);
    if (needed.has(app)) return;
    needed.add(app);
    app.peers.forEach(add);
  };
  add(name);
  return apps.filter((app) => needed.has(app));
}

/** Key of the address of a service. */
export const addressKey = (service: string): string => `DOORSTEP_${service.toUpperCase()}_ADDRESS`;

/**
 * What an app is told of itself and of whom it calls.
 * @param secretOf of its client at the identity provider. @param addressOf a service, `host:port`.
 */
export const environmentOf = (
  { name, peers, asks }: App,
  secretOf: (client: string) => string,
  addressOf: (service: string) => string,
): Record<string, string> => ({
  DOORSTEP_SERVICE: name,
  DOORSTEP_CLIENT_ID: name,
  DOORSTEP_CLIENT_SECRET: secretOf(name),
  ...Object.fromEntries([...peers, ...asks].map((peer) => [addressKey(peer), addressOf(peer)])),
});
