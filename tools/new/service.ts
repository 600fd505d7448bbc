import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { filled, nameOf } from './names.ts';
import { templatesIn, type Plan } from './plan.ts';

const templates = templatesIn('service');

/** The files of a new service. Throws a line that says why there can be none. */
export function planService(root: string, service: string): Plan {
  if (!/^[a-z]+$/.test(service)) throw new Error(`${service} is no single word in small letters, as stations`);
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
