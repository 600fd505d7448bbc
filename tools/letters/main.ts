import { DeadLetters, type DeadLetter, type Position, type Wanted } from '@doorstep/events';
import type { mongo } from 'mongoose';
import { asked, command, Mistake, oneOf } from '../command/command.ts';
import { connectMongo, mongoOption, serviceNamed } from '../command/servers.ts';
import { lineOf, replay } from './replay.ts';

const { values, words } = asked({
  usage: `npm run letters -- list --service NAME
npm run letters -- replay --service NAME`,
  about: `\`list\` says which events the consumers of a service set aside, and why. \`replay\`, once the cause is mended, has
them taken in by the running service, in their order, and waits for it.`,
  words: 1,
  options: {
    service: { type: 'string', value: 'NAME', says: 'whose letters, as evaluation' },
    group: { type: 'string', value: 'GROUP', says: 'those of one group of consumers' },
    source: { type: 'string', value: 'SERVICE', says: "those of one service's journal" },
    letter: { type: 'string', value: 'ID', says: 'one alone' },
    wait: { type: 'string', value: 'SECONDS', default: '60', says: 'how long a replay waits; 60 otherwise' },
    uri: mongoOption,
    database: { type: 'string', value: 'NAME', says: 'its database; doorstep_<service> otherwise' },
  },
});

/** Letters that are meant. Throws a Mistake where a service has no such group, source or letter. */
async function meant(db: mongo.Db): Promise<Wanted> {
  const { group, source, letter } = values;
  const letters = db.collection<DeadLetter>('dead_letters');
  const positions = db.collection<Position>('positions');
  // A position is known by its group and its source.
  const followed = (await positions.find().toArray()).map(({ _id }) => _id.split(':'));
  for (const [at, key] of (['group', 'source'] as const).entries()) {
    const { [key]: name } = values;
    if (name === undefined) continue;
    const known = [...(await letters.distinct(key)), ...followed.flatMap((parts) => parts[at] ?? [])];
    oneOf(key, name, [...new Set(known)].sort());
  }
  if (letter !== undefined && (await letters.findOne({ _id: letter })) === null)
    throw new Mistake(`there is no letter ${letter}; npm run letters -- list names them`);
  return { ...(group && { group }), ...(source && { source }), ...(letter && { _id: letter }) };
}

/** @returns whether nothing is left to do of what was asked. */
async function run(): Promise<boolean> {
  const { service, uri, wait } = values;
  const [verb] = words;
  if (verb !== 'list' && verb !== 'replay') throw new Mistake('say list or replay');
  if (service === undefined) throw new Mistake('--service is missing');
  if (!/^\d{1,5}$/.test(wait)) throw new Mistake('--wait: say how many seconds');
  await serviceNamed(service);
  await using client = await connectMongo(uri);
  const db = client.db(values.database ?? `doorstep_${service}`);
  const wanted = await meant(db);
  const letters = new DeadLetters(db, () => new Date());
  if (verb === 'list') {
    const found = await letters.list(wanted);
    for (const one of found) console.log(lineOf(one));
    if (found.length === 0) console.log('no letters');
    return true;
  }
  const { takenIn, harmful, waiting } = await replay(letters, wanted, Number(wait) * 1_000);
  for (const one of [...harmful, ...waiting]) console.log(lineOf(one));
  console.log(`${takenIn.length} taken in, ${harmful.length} set aside again, ${waiting.length} wait for ${service}`);
  return harmful.length + waiting.length === 0;
}

await command(run);
