/**
 * `npm run letters -- list --service evaluation` says which events the consumers of a service set aside, and why.
 * `npm run letters -- replay --service evaluation`, once the cause is mended, has them taken in by the running service, in
 * their order, and waits for it; `--group`, `--source` or `--letter ID` choose some. The database is DOORSTEP_MONGO_URI's.
 */
import { parseArgs } from 'node:util';
import { DeadLetters, type Wanted } from '@doorstep/events';
import { mongo } from 'mongoose';
import { lineOf, replay } from './replay.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    service: { type: 'string' },
    uri: {
      type: 'string',
      default: process.env['DOORSTEP_MONGO_URI'] ?? 'mongodb://127.0.0.1:27117/?replicaSet=rs0',
    },
    database: { type: 'string' },
    group: { type: 'string' },
    source: { type: 'string' },
    letter: { type: 'string' },
    wait: { type: 'string', default: '60' },
  },
});

/** @returns whether nothing is left to do of what was asked. */
async function run(): Promise<boolean> {
  const { service, uri, group, source, letter, wait } = values;
  const [verb] = positionals;
  if (verb !== 'list' && verb !== 'replay') throw new Error('say list or replay');
  if (service === undefined) throw new Error('--service is missing');
  if (!/^\d{1,5}$/.test(wait)) throw new Error('--wait: say how many seconds');
  await using client = await new mongo.MongoClient(uri, { serverSelectionTimeoutMS: 5_000 }).connect();
  const letters = new DeadLetters(client.db(values.database ?? `doorstep_${service}`), () => new Date());
  const wanted: Wanted = { ...(group && { group }), ...(source && { source }), ...(letter && { _id: letter }) };
  if (verb === 'list') {
    for (const one of await letters.list(wanted)) console.log(lineOf(one));
    return true;
  }
  const { takenIn, harmful, waiting } = await replay(letters, wanted, Number(wait) * 1_000);
  for (const one of [...harmful, ...waiting]) console.log(lineOf(one));
  console.log(`${takenIn.length} taken in, ${harmful.length} set aside again, ${waiting.length} wait for ${service}`);
  return harmful.length + waiting.length === 0;
}

try {
  process.exitCode = (await run()) ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
