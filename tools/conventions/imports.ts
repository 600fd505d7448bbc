import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import ts from 'typescript';
import { root } from './run.ts';

/** File → the files beside it that it imports, types included. */
export type Imports = ReadonlyMap<string, readonly string[]>;

/** What files of TypeScript import of each other; texts are read from the checkout unless given. */
export function importsOf(files: readonly string[], read = (file: string) => readFileSync(join(root, file), 'utf8')) {
  const known = new Set(files);
  return new Map(
    files.map((file) => {
      const { importedFiles } = ts.preProcessFile(read(file));
      const named = importedFiles.map(({ fileName }) => posix.join(posix.dirname(file), fileName));
      return [file, named.map((path) => path.replace(/\.js$/, '.ts')).filter((path) => known.has(path))] as const;
    }),
  );
}

/** A circle a file at which one closes, as `a.ts > b.ts > a.ts`. */
export function circlesIn(imports: Imports): string[] {
  const found: string[] = [];
  const done = new Set<string>();
  const follow = (file: string, way: readonly string[]): void => {
    if (way.includes(file)) found.push([...way.slice(way.indexOf(file)), file].join(' > '));
    if (done.has(file)) return;
    done.add(file);
    for (const next of imports.get(file) ?? []) follow(next, [...way, file]);
  };
  for (const file of imports.keys()) follow(file, []);
  return found;
}
