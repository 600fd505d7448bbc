import { execFileSync } from 'node:child_process';
import { builtinModules } from 'node:module';
import { existsSync, globSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { filled, nameOf } from './names.ts';
import { templatesIn, type Plan } from './plan.ts';

const templates = templatesIn('service');

/** Words that mean something else where the name of a service stands. */
const reserved: Readonly<Record<string, string>> = {
  // The protos of a package ask for others' by these names, and would look for them in the package first.
  buf: 'the package of rules, of which protos speak',
  doorstep: 'the package of all services',
  google: 'a package of which protos speak',
  // A process of each stands beside the services, with a log and a port of its own.
  identity: 'the local identity provider',
  mongod: 'the database',
  redis: 'a store beside the services',
};

/** Clients of the invented county: a service is one by its name. */
const clientsIn = (root: string): ReadonlySet<string> =>
  new Set(
    globSync('data/people/*.json', { cwd: root })
      .flatMap((file) => [...readFileSync(join(root, file), 'utf8').matchAll(/"clientId": "([^"]+)"/g)])
      .map(([, client = '']) => client),
  );

/** Programs that everybody has, whose name a process of the service would have in a list, in `npm exec` and in an image. */
const programs = new Set(
  'bash cat dash deno docker go helm java kubectl make nginx npm npx nx pip python sed sh ssh tar yarn'.split(' '),
);

/** What a word means already; undefined where it is free. */
function meaningOf(root: string, service: string): string | undefined {
  if (Object.hasOwn(reserved, service)) return reserved[service];
  if (clientsIn(root).has(service)) return 'a client of data/people';
  if (builtinModules.includes(service)) return 'a module of Node';
  if (programs.has(service) || existsSync(join(root, 'node_modules/.bin', service))) return 'a program';
  return existsSync(join(root, service)) ? `a folder of the platform` : undefined;
}

/** The files of a new service. Throws a line that says why there can be none. */
export function planService(root: string, service: string): Plan {
  if (!/^[a-z]+$/.test(service)) throw new Error(`${service} is no single word in small letters, as canteens`);
  const means = meaningOf(root, service);
  if (means !== undefined) throw new Error(`${service} is ${means}; take another word`);
  const taken = [`apps/${service}`, `libs/${service}`, `proto/doorstep/${service}`].find((path) =>
    existsSync(join(root, path)),
  );
  if (taken !== undefined) throw new Error(`${taken} is there already`);
  const folder = join('apps', service);
  const spellings = { service, Service: nameOf(service).pascal };
  const files = Object.entries(templates).map(([name, template]) => {
    const file = name === 'package.json' ? name : join('src', name.replace('service', service));
    return [join(folder, file), filled(template, spellings)] as const;
  });
  return { files: Object.fromEntries(files), next: nextOf(service) };
}

const nextOf = (service: string): readonly string[] => [
  `npm run new -- noun ${service}/NOUN 中文名`,
  `apps/${service}/package.json: the services that it calls, if any (docs/architecture.md, Services)`,
  'npm run chart',
];

/** Makes the package of a new service known to npm and to Node, without an install. @param npm its script. */
export function link(root: string, service: string, npm: string): void {
  const node = (...args: string[]): void =>
    void execFileSync(process.execPath, args, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  const scope = join(root, 'node_modules/@doorstep');
  mkdirSync(scope, { recursive: true });
  symlinkSync(join('../../apps', service), join(scope, service), 'dir');
  node(npm, 'install', '--package-lock-only', '--ignore-scripts', '--offline', '--loglevel=error');
  node('tools/bootstrap.cjs', '--linked');
}
