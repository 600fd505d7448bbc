/**
 * `npm run journal -- verify --service matching`: walks a service's journal, and names the first entry that does not
 * fit; with `--anchors FILE --key PUBLIC.pem` also heads that were signed before. `anchor --service matching --anchors
 * FILE --key PRIVATE.pem` signs the head of today and adds it to the file. The database is DOORSTEP_MONGO_URI's.
 */
import { appendFileSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Journal, verify, type Flaw } from '@doorstep/events';
import { mongo } from 'mongoose';
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

function commandOf(args: readonly string[]): Command {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      service: { type: 'string' },
      uri: {
        type: 'string',
        default: process.env['DOORSTEP_MONGO_URI'] ?? 'mongodb://127.0.0.1:27117/?replicaSet=rs0',
      },
      database: { type: 'string' },
      anchors: { type: 'string' },
      key: { type: 'string' },
    },
  });
  const [verb] = positionals;
  const { service, uri, anchors, key } = values;
  if (verb !== 'verify' && verb !== 'anchor') throw new Error('say verify or anchor');
  if (service === undefined) throw new Error('--service is missing');
  if ((verb === 'anchor' || anchors !== undefined) && (anchors === undefined || key === undefined)) {
    throw new Error('--anchors and --key go together');
  }
  return { verb, service, uri, anchors, key, database: values.database ?? `doorstep_${service}` };
}

async function run({ verb, service, uri, database, anchors = '', key = '' }: Command): Promise<boolean> {
  await using client = await new mongo.MongoClient(uri, { serverSelectionTimeoutMS: 5_000 }).connect();
  const journal = new Journal(client.db(database));
  const known =
    verb === 'verify' && anchors !== '' ? readAnchors(readFileSync(anchors, 'utf8'), readFileSync(key, 'utf8')) : [];
  const { epoch, entries, anchors: fitting, flaw } = await inspect(journal, service, known);
  if (flaw) {
    console.error(`${service}: entry ${flaw.seq}: ${flaw.why}`);
    return false;
  }
  if (verb === 'anchor') {
    const head = { service, ...(await journal.head()), time: new Date().toISOString() };
    appendFileSync(anchors, `${JSON.stringify(anchor(head, readFileSync(key, 'utf8')))}\n`);
  }
  const also = verb === 'anchor' ? `anchored at ${entries}` : `${fitting} anchors fit`;
  console.log(`${service}: epoch ${epoch}: ${entries} entries are whole, ${also}`);
  return true;
}

if (import.meta.main) {
  try {
    process.exitCode = (await run(commandOf(process.argv.slice(2)))) ? 0 : 1;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
