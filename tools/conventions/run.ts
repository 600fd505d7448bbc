import { spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Root of the checkout. */
export const root = join(import.meta.dirname, '../..');

/** Scripts of the programs that the checks run. */
export const programs = {
  buf: 'node_modules/@bufbuild/buf/bin/buf',
  eslint: 'node_modules/eslint/bin/eslint.js',
  knip: 'node_modules/knip/bin/knip.js',
  nx: 'node_modules/nx/dist/bin/nx.js',
  prettier: 'node_modules/prettier/bin/prettier.cjs',
  tsc: 'node_modules/typescript-7/bin/tsc',
} as const;

const preload = ['--import', './tools/typescript.mjs']; // tools of ours may import our libraries
const mostBytes = 1 << 26;
// Colours and progress are for people; a failure of a test quotes what is printed.
const quiet = { NO_COLOR: '1', FORCE_COLOR: '0', CI: 'true', NODE_OPTIONS: '' };

/** Runs a script of Node's at the root. */
export function run(script: string, args: readonly string[] = [], input = ''): SpawnSyncReturns<string> {
  const env = { ...process.env, ...quiet };
  const options = { cwd: root, env, input, encoding: 'utf8', maxBuffer: mostBytes } as const;
  return spawnSync(process.execPath, [...preload, join(root, script), ...args], options);
}

/** What a script printed where it fails; empty where all is well. */
export function complaints(script: string, args: readonly string[] = []): string {
  const { status, stdout, stderr, error } = run(script, args);
  if (status === 0) return '';
  return `${error?.message ?? ''}${stdout}${stderr}`.trim() || `${script} ended with ${status ?? 'a signal'}`;
}

/** Files that git tracks, with those that are new and not ignored, without those that were deleted. */
export function trackedFiles(): string[] {
  const args = ['ls-files', '--cached', '--others', '--exclude-standard', '-z'];
  const { stdout, status } = spawnSync('git', args, { cwd: root, encoding: 'utf8', maxBuffer: mostBytes });
  if (status !== 0) throw new Error('git does not list the files of this checkout');
  return stdout.split('\0').filter((file) => file !== '' && existsSync(join(root, file)));
}
