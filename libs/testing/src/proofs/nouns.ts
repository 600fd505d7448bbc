import { existsSync, globSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { registry } from '@doorstep/access';
import model from '@doorstep/contracts/model.json' with { type: 'json' };
import type { Lifecycle, NounModel } from '@doorstep/domain';
import type { ServiceDefinition } from '@doorstep/runtime';
import type { NounDefinition, Stored } from '@doorstep/store';
import type { Example } from '../example.js';

/** A noun, as its folder and the contract say it. */
export interface Noun {
  /** First part of its resource names, `gapTasks`. */
  readonly plural: string;
  /** Name of its message, `GapTask`. */
  readonly type: string;
  readonly model: NounModel & { readonly initial: string };
  readonly collection: NounDefinition<Stored>;
  readonly definition: ServiceDefinition;
  readonly example: Example<Stored>;
  /** Reason of the guard at an arrow. */
  readonly guard: (state: string, verb: string) => string | undefined;
}

const models = model.nouns as unknown as Readonly<Record<string, Noun['model'] & { readonly type: string }>>;

const isCollection = (value: unknown): value is NounDefinition<Stored> =>
  typeof value === 'object' && value !== null && 'lists' in value && 'message' in value;

const load = async (specifier: string): Promise<Readonly<Record<string, unknown>>> =>
  (await import(specifier)) as Readonly<Record<string, unknown>>;

/** The nouns whose folders lie in a folder: whatever has a store, an example beside it. Throws where one has none. */
export async function nounsIn(folder: string): Promise<readonly Noun[]> {
  const files = globSync('*/*.store.ts', { cwd: folder }).sort();
  return Promise.all(files.map((file) => nounOf(join(folder, file))));
}

async function nounOf(file: string): Promise<Noun> {
  const collection = Object.values(await load(pathToFileURL(file).href)).find(isCollection);
  const beside = file.replace('.store.ts', '.example.ts');
  const { example } = await load(pathToFileURL(beside).href);
  const found = collection && models[collection.name];
  if (collection === undefined || found === undefined) throw new Error(`${file} stores no noun of the contract`);
  if (example === undefined) throw new Error(`${beside} exports no example`);
  return {
    plural: collection.name,
    type: found.type,
    model: { ...found, arrows: { ...found.arrows } },
    collection,
    definition: await definitionOf(found.type),
    example: example as Example<Stored>,
    guard: await guardsOf(file.replace('.store.ts', '.ts')),
  };
}

async function guardsOf(file: string): Promise<Noun['guard']> {
  const exported = existsSync(file) ? Object.entries(await load(pathToFileURL(file).href)) : [];
  const life = exported.find(([name]) => name.endsWith('Life'))?.[1] as Lifecycle | undefined;
  return (state, verb) => {
    const arrow = life?.arrows[state]?.[verb];
    return arrow === undefined || typeof arrow === 'string' ? undefined : arrow.else({}).reason;
  };
}

async function definitionOf(type: string): Promise<ServiceDefinition> {
  const file = [...registry.files].find(({ services }) => services.some(({ name }) => name === `${type}Service`));
  const path = file?.name.replace('doorstep/', '') ?? '';
  return (await load(`@doorstep/contracts/${path}.js`))[`${type}ServiceService`] as ServiceDefinition;
}

/** Every RPC of several nouns. */
export const everyRpc = (nouns: readonly Noun[]): ServiceDefinition =>
  Object.assign({}, ...nouns.map(({ definition }) => definition)) as ServiceDefinition;
