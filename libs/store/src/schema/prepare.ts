import { isDeepStrictEqual } from 'node:util';
import { mongo, type Connection, type Model } from 'mongoose';
import { validatorOf, type CollectionSchema } from './schema.js';

/** An index by which a collection differs from its schema. */
export interface Difference {
  readonly collection: string;
  /** `state_1_createTime_-1`, as MongoDB names it. */
  readonly index: string;
  /** Wanted and not there; or there, and nobody wants it. */
  readonly kind: 'missing' | 'foreign';
}

/** Collections that are made side by side: what waits for the server's disk waits together, by a few connections. */
const sideBySide = 4;
const namespaceExists = 48;
const indexBuildUnderWay = 12586;

/**
 * A collection by the driver, for documents as they are. What its schema says is made by `prepare` and watched from then
 * on: to be asked for before the application is initialised.
 */
export function collectionOf<D extends mongo.Document>(
  connection: Connection,
  { name, schema }: CollectionSchema,
): mongo.Collection<D> {
  const model = connection.models[name] ?? connection.model(name, schema, name);
  return model.collection as unknown as mongo.Collection<D>;
}

/**
 * Makes what the collections of a connection need: validators and indexes. Drops nothing: an index that this version
 * does not want, another may. @returns indexes that were missing in collections that were there. Throws an error that
 * names the collection where an index cannot be made.
 */
export async function prepare(connection: Connection): Promise<Difference[]> {
  const known = new Map((await collectionsIn(connection)).map(({ name, options }) => [name, options]));
  const made: Difference[] = [];
  const left = modelsOf(connection).values();
  const lane = async (): Promise<void> => {
    for (const model of left) {
      const options = known.get(model.modelName);
      await validate(connection, model, options?.validator);
      const missing = await makeIndexes(model);
      if (options !== undefined) made.push(...missing);
    }
  };
  await Promise.all(Array.from({ length: sideBySide }, lane));
  return made;
}

/** Where the indexes of a connection's collections differ from their schemas. */
export async function differences(connection: Connection): Promise<Difference[]> {
  const found: Difference[] = [];
  for (const model of modelsOf(connection)) {
    const { toCreate, toDrop } = await diff(model);
    found.push(...toCreate.map(([key]) => differing(model, nameOf(key), 'missing')));
    found.push(...toDrop.map((index) => differing(model, index, 'foreign')));
  }
  return found;
}

/** Never to be gone through all at once: that would open a connection each, and keep it. */
const modelsOf = ({ models }: Connection): Model<unknown>[] => Object.values(models) as Model<unknown>[];

const differing = ({ modelName: collection }: Model<unknown>, index: string, kind: Difference['kind']): Difference => ({
  collection,
  index,
  kind,
});

type Key = Readonly<Record<string, 1 | -1>>;
type Index = readonly [key: Key, options: mongo.CreateIndexesOptions];

const diff = (model: Model<unknown>) =>
  model.diffIndexes({ indexOptionsToCreate: true }) as Promise<{
    readonly toCreate: readonly Index[];
    readonly toDrop: readonly string[];
  }>;

const nameOf = (key: Key): string => Object.entries(key).flat().join('_');

interface Known {
  readonly name: string;
  readonly options?: { readonly validator?: mongo.Document };
}

const collectionsIn = (connection: Connection): Promise<Known[]> =>
  databaseOf(connection).listCollections<Known>().toArray();

/** The database of a connection that is open. */
export function databaseOf({ db }: Connection): mongo.Db {
  if (db === undefined) throw new Error('the connection is not open');
  return db;
}

/**
 * Documents that were there before are left alone until they fit, `moderate`. A validator of another version is put
 * aside: each proves the types of the fields that it knows and lets others pass.
 */
async function validate(connection: Connection, { modelName, schema }: Model<unknown>, known?: mongo.Document) {
  const validator = validatorOf(schema);
  if (validator === undefined || isDeepStrictEqual(validator, known)) return;
  const how = { validator, validationLevel: 'moderate', validationAction: 'error' };
  const db = databaseOf(connection);
  if (known === undefined && (await unless(namespaceExists, db.createCollection(modelName, how)))) return;
  // While another replica builds an index, its validator stays: it lets our documents pass.
  await unless(indexBuildUnderWay, db.command({ collMod: modelName, ...how }));
}

/** @returns whether it was done; false where the server refused with this code. */
async function unless(code: number, step: Promise<unknown>): Promise<boolean> {
  try {
    await step;
    return true;
  } catch (error) {
    if (error instanceof mongo.MongoServerError && error.code === code) return false;
    throw error;
  }
}

async function makeIndexes(model: Model<unknown>): Promise<Difference[]> {
  const { toCreate } = await diff(model);
  if (toCreate.length === 0) return [];
  try {
    await model.collection.createIndexes(toCreate.map(([key, options]) => ({ key, ...options })));
  } catch (cause) {
    const code = cause instanceof mongo.MongoServerError ? ` (${String(cause.code)})` : '';
    throw new Error(`${model.modelName}: an index cannot be made${code}; see npm run indexes`, { cause });
  }
  return toCreate.map(([key]) => differing(model, nameOf(key), 'missing'));
}
