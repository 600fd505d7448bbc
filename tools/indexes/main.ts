import { collectionOf, differences, type Difference } from '@doorstep/store';
import { createConnection } from 'mongoose';
import { asked, command } from '../command/command.ts';
import { mongoOption, serviceNamed, services, unanswered } from '../command/servers.ts';
import { ROOT } from '../platform/platform.ts';
import { collectionsOf } from './collections.ts';

const { values } = asked({
  usage: 'npm run indexes -- [options]',
  about: `Where the indexes of each service's database differ from what this version wants. A missing one is made at the next
start of the service; a foreign one stays until it is dropped. Ends with 1 where one differs.`,
  options: {
    service: { type: 'string', value: 'NAME', says: 'one service; all otherwise' },
    uri: mongoOption,
    prefix: { type: 'string', value: 'TEXT', default: 'doorstep_', says: 'of databases not named doorstep_<service>' },
    drop: { type: 'boolean', default: false, says: 'drops the foreign ones' },
  },
});

const options = { autoCreate: false, autoIndex: false, serverSelectionTimeoutMS: 5_000 };

/** What differs in the database of a service, and stays so. */
async function look(service: string): Promise<readonly Difference[]> {
  const connection = createConnection(values.uri, { ...options, dbName: `${values.prefix}${service}` });
  try {
    await connection.asPromise().catch(() => {
      throw unanswered('MongoDB', values.uri, 'DOORSTEP_MONGO_URI', '--uri');
    });
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

/** Names of the services that are meant. */
const meant = async ({ service } = values): Promise<string[]> =>
  service === undefined ? services() : [await serviceNamed(service)];

await command(async () => {
  let left = 0;
  for (const name of await meant()) left += (await look(name)).length;
  if (left === 0) console.log('no index differs');
  return left === 0;
});
