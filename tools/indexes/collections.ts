import { glob } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ownCollections, schemaOf, type NounDefinition, type CollectionSchema, type Stored } from '@doorstep/store';
import { nounOf } from '../../libs/store/src/mapping/noun.ts';

const has = (value: unknown, ...keys: readonly string[]): boolean =>
  typeof value === 'object' && value !== null && keys.every((key) => key in value);
const isNoun = (value: unknown): value is NounDefinition<Stored> => has(value, 'message', 'lists');
const isPlain = (value: unknown): value is CollectionSchema => has(value, 'name', 'schema');

/**
 * Every collection of a service that has indexes: its nouns, by their `*.store.ts`, what lies beside them, by
 * `*.collections.ts`, and what each service keeps.
 */
export async function collectionsOf(root: string, service: string): Promise<readonly CollectionSchema[]> {
  const cwd = join(root, 'apps', service, 'src');
  const files = await Array.fromAsync(glob('*/*.{store,collections}.ts', { cwd }));
  const modules = await Promise.all(
    files.sort().map(async (file) => (await import(pathToFileURL(join(cwd, file)).href)) as Record<string, unknown>),
  );
  const exported = modules.flatMap((module) => Object.values(module));
  const nouns = exported.filter(isNoun).map((spec) => schemaOf(nounOf(spec)));
  return [...nouns, ...exported.filter(isPlain), ...ownCollections];
}
