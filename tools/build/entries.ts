import { glob, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';

/** A program of an app: where it begins, and what its file is called. */
export interface EntryPoint {
  readonly in: string;
  readonly out: string;
}

/**
 * What an app starts: `main.ts`; beside it each `*.thread.ts`, the program of a worker thread; and each `*.process.ts` of
 * a library from which it takes the room that starts it, `@doorstep/sheets/intake`.
 */
export async function entriesOf(root: string, app: string): Promise<readonly EntryPoint[]> {
  const source = join(root, 'apps', app, 'src');
  const own = await Array.fromAsync(glob(['main.ts', '**/*.thread.ts'], { cwd: source }));
  const found = [...own.map((file) => join(source, file)), ...(await processesOf(root, source))];
  return found.sort().map((file) => ({ in: file, out: basename(file, '.ts') }));
}

async function processesOf(root: string, source: string): Promise<readonly string[]> {
  const programs = await Array.fromAsync(glob('libs/*/src/**/*.process.ts', { cwd: root }));
  const modules = await Array.fromAsync(glob('*.module.ts', { cwd: source }));
  const texts = await Promise.all(modules.map((file) => readFile(join(source, file), 'utf8')));
  return programs
    .filter((program) => texts.some((text) => text.includes(`@doorstep/${program.split(/[\\/]/)[1] ?? ''}/`)))
    .map((program) => join(root, program));
}
