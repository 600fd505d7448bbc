import { appendFileSync, readFileSync } from 'node:fs';
import { Journal, verify, type Flaw } from '@doorstep/events';
import type { mongo } from 'mongoose';
import { asked, command, Mistake } from '../command/command.ts';
import { connectMongo, mongoOption, serviceNamed } from '../command/servers.ts';
import { anchor, readAnchors, type SignedAnchor } from './anchors.ts';

/** What was asked. */
interface Command {
  readonly verb: 'verify' | 'anchor';
  readonly service: string;
  readonly uri: string;
  readonly database: string;
  readonly anchors: string | undefined;
  readonly key: string | undefined;
}

/** What a walk over a journal came to. */
export interface Findings {
  readonly epoch: string;
  readonly entries: number;
  readonly anchors: number;
  readonly flaw: Flaw | undefined;
}

/** Walks a journal with the anchors of its epoch. */
export async function inspect(journal: Journal, service: string, anchors: readonly SignedAnchor[]): Promise<Findings> {
  const { epoch, seq } = await journal.head();
  const own = anchors.filter((known) => known.service === service && known.epoch === epoch);
  return { epoch, entries: seq, anchors: own.length, flaw: await verify(journal.all(), own) };
}

const spec = {
  usage: `npm run journal -- verify --service NAME [--anchors FILE --key PUBLIC.pem]
npm run journal -- anchor --service NAME --anchors FILE --key PRIVATE.pem`,
  about: `\`verify\` walks the journal of a service, and names the first entry that does not fit; with anchors also heads that
were signed before. \`anchor\` signs the head of today, and adds it to the file.`,
  words: 1,
  options: {
    service: { type: 'string', value: 'NAME', says: 'whose journal, as matching' },
    anchors: { type: 'string', value: 'FILE', says: 'heads that were signed, a line each' },
    key: { type: 'string', value: 'FILE', says: 'Ed25519, PEM: private to anchor, public to verify' },
    uri: mongoOption,
    database: { type: 'string', value: 'NAME', says: 'its database; doorstep_<service> otherwise' },
  },
} as const;

async function commandOf({ values, words }: ReturnType<typeof asked<typeof spec.options>>): Promise<Command> {
  const [verb] = words;
  const { service, uri, anchors, key } = values;
  if (verb !== 'verify' && verb !== 'anchor') throw new Mistake('say verify or anchor');
  if (service === undefined) throw new Mistake('--service is missing');
  if ((verb === 'anchor' || anchors !== undefined) && (anchors === undefined || key === undefined)) {
    throw new Mistake('--anchors and --key go together');
  }
  await serviceNamed(service);
  return { verb, service, uri, anchors, key, database: values.database ?? `doorstep_${service}` };
}

/** The journal of a database. Throws where there is none: to look into it would begin one. */
async function journalIn(db: mongo.Db): Promise<Journal> {
  if ((await db.collection('journal_meta').findOne()) === null)
    throw new Error(`there is no journal in ${db.databaseName}`);
  return new Journal(db);
}

async function run({ verb, service, uri, database, anchors = '', key = '' }: Command): Promise<boolean> {
  // Before anything is asked of a server: a file that is not there is no fault of the journal.
  const pem = key === '' ? '' : readFileSync(key, 'utf8');
  const known = verb === 'verify' && anchors !== '' ? readAnchors(readFileSync(anchors, 'utf8'), pem) : [];
  await using client = await connectMongo(uri);
  const journal = await journalIn(client.db(database));
  const { epoch, entries, anchors: fitting, flaw } = await inspect(journal, service, known);
  if (flaw) {
    console.error(`${service}: entry ${flaw.seq}: ${flaw.why}`);
    return false;
  }
  if (verb === 'anchor') {
    const head = { service, ...(await journal.head()), time: new Date().toISOString() };
    appendFileSync(anchors, `${JSON.stringify(anchor(head, pem))}\n`);
  }
  const also = verb === 'anchor' ? `anchored at ${entries}` : `${fitting} anchors fit`;
  console.log(`${service}: epoch ${epoch}: ${entries} entries are whole, ${also}`);
  return true;
}

if (import.meta.main) {
  const found = asked(spec);
  await command(async () => run(await commandOf(found)));
}
