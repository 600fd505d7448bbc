/** Checks the types of one folder of the repository, with the options that all have in common. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');
const [folder = ''] = process.argv.slice(2);
const project = join(root, 'dist/typecheck', folder);
mkdirSync(project, { recursive: true });
const options = { extends: join(root, 'tsconfig.base.json'), include: [join(root, folder)] };
writeFileSync(join(project, 'tsconfig.json'), JSON.stringify(options));
const tsc = join(root, 'node_modules/typescript-7/bin/tsc');
process.exitCode = spawnSync(process.execPath, [tsc, '-p', project], { stdio: 'inherit' }).status ?? 1;
