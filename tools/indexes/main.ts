/**
 * `npm run indexes`: where the indexes of each service's database differ from what this version wants. A missing one is
 * made at the next start of the service; a foreign one stays until `-- --drop` drops it. `--service NAME` for one
 * service, `--prefix` for databases that are not named `doorstep_<service>`; the server is DOORSTEP_MONGO_URI's.
 */
import { parseArgs } from 'node:util';
import { collectionOf, differences, type Difference } from '@doorstep/store';
import { createConnection } from 'mongoose';
import { readApps } from '../platform/apps.ts';
import { ROOT } from '../platform/platform.ts';
import { collectionsOf } from './collections.ts';

const { values } = parseArgs({
  options: {
    service: { type: 'string' },
    uri: { type: 'string', default: process.env['DOORSTEP_MONGO_URI'] ?? 'mongodb://127.0.0.1:27117/?replicaSet=rs0' },
    prefix: { type: 'string', default: 'doorstep_' },
    drop: { type: 'boolean', default: false },
  },
});

const options = { autoCreate: false, autoIndex: false, serverSelectionTimeoutMS: 5_000 };

/** What differs in the database of a service, and stays so. */
async function look(service: string): Promise<readonly Difference[]> {
  const connection = createConnection(values.uri, { ...options, dbName: `${values.prefix}${service}` });
  try {
    await connection.asPromise();
    const collections = await collectionsOf(ROOT, service);
    const documents = new Map(collections.map((one) => [one.name, collectionOf(connection, one)]));
    const found = await differences(connection);
    for (const { collection, index, kind } of found) {
      const drops = values.drop && kind === 'foreign';
      if (drops) await documents.get(collection)?.dropIndex(index);
      console.log(`${service}  ${collection}  ${index}  ${drops ? 'dropped' : kind}`);
    }
    return found.filter(({ kind }) => !values.drop || kind !== 'foreign');
  } finally {
    await connection.destroy();
  }
}

try {
  const known = (await readApps(ROOT)).filter(({ kind }) => kind === 'service').map(({ name }) => name);
  const { service } = values;
  if (service !== undefined && !known.includes(service)) throw new Error(`--service: there is no service ${service}`);
  let left = 0;
  for (const name of service === undefined ? known : [service]) left += (await look(name)).length;
  if (left === 0) console.log('no index differs');
  process.exitCode = left === 0 ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
