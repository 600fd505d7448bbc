import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { declaredRefusals, type Declared } from '@doorstep/domain';

const declares = /\b(failure|refusals)\(/;

/** Files of services and libraries, tests aside, that declare refusals. */
export const declaring = (root: string): string[] =>
  globSync('{apps,libs}/*/src/**/*.ts', { cwd: root })
    .filter((file) => !/\.(spec|example|e2e)\.ts$/.test(file) && declares.test(readFileSync(join(root, file), 'utf8')))
    .sort();

/**
 * Every refusal of services and libraries, as their modules declare it. Throws where one reason is declared twice with
 * different words: a program that knows the reason must be able to rely on what it means.
 */
export async function refusalsIn(root: string): Promise<readonly Declared[]> {
  for (const file of declaring(root)) await import(pathToFileURL(join(root, file)).href);
  const known = new Map<string, Declared>();
  for (const one of declaredRefusals()) {
    const before = known.get(one.reason) ?? one;
    if (JSON.stringify(before) !== JSON.stringify(one)) throw new Error(`${one.reason} is declared twice, differently`);
    known.set(one.reason, one);
  }
  return [...known.values()].sort((a, b) => (a.reason < b.reason ? -1 : 1));
}
