import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Files under the paths that differ between two trees or stand in one of them only, relative to both. */
export function differences(one: string, other: string, paths: readonly string[]): string[] {
  const files = new Set(paths.flatMap((path) => [...filesOf(one, path), ...filesOf(other, path)]));
  return [...files].filter((file) => !same(join(one, file), join(other, file))).sort();
}

const isFile = (path: string): boolean => existsSync(path) && statSync(path).isFile();

const filesOf = (tree: string, path: string): string[] =>
  [path, ...globSync(`${path}/**/*`, { cwd: tree })].filter((file) => isFile(join(tree, file)));

const same = (one: string, other: string): boolean =>
  isFile(one) && isFile(other) && readFileSync(one).equals(readFileSync(other));
