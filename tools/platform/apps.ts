import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const Package = z.object({
  doorstep: z
    .object({
      kind: z.enum(['service', 'gateway']),
      /** Services whose RPCs it calls. */
      calls: z.array(z.string()).default([]),
      /** Services whose journal it reads. */
      reads: z.array(z.string()).default([]),
      /** Services that it asks where they run. */
      asks: z.array(z.string()).default([]),
    })
    .optional(),
});

/** An app of the platform, as its package.json declares it. */
export interface App {
  readonly name: string;
  readonly kind: 'service' | 'gateway';
  /** The other apps that it cannot work without. */
  readonly peers: readonly string[];
  /** The apps whose addresses it is told besides. */
  readonly asks: readonly string[];
}

/** Every app that has a `doorstep` key in its package.json, by name. */
export async function readApps(root: string): Promise<App[]> {
  const apps: App[] = [];
  for (const name of await readdir(join(root, 'apps'))) {
    const text = await readFile(join(root, 'apps', name, 'package.json'), 'utf8').catch(() => '{}');
    const { doorstep } = Package.parse(JSON.parse(text));
    if (doorstep === undefined) continue;
    apps.push({ name, kind: doorstep.kind, ...peersOf(doorstep) });
  }
  return apps.sort((a, b) => a.name.localeCompare(b.name));
}

const peersOf = ({ calls, reads, asks }: { readonly [K in 'calls' | 'reads' | 'asks']: readonly string[] }) => ({
  peers: [...new Set([...calls, ...reads])],
  asks,
});

/** One app and, through their peers, all others that it needs. Throws a line that names the apps there are. */
export function neededFor(name: string, apps: readonly App[]): App[] {
  const needed = new Set<App>();
  const add = (wanted: string) => {
    const app = apps.find((one) => one.name === wanted);
    if (app === undefined)
      throw new Error(`there is no app ${wanted}; there are ${apps.map((one) => one.name).join(', ')}`);
    if (needed.has(app)) return;
    needed.add(app);
    app.peers.forEach(add);
  };
  add(name);
  return apps.filter((app) => needed.has(app));
}
