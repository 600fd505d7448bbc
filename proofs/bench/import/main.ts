import { mongo } from 'mongoose';
import { report, type Row } from '../spine/report.ts';
import { benchServers } from '../spine/servers.ts';
import { compoundSheet, needSheet, seedCatalogue, seedDivisions } from './county.ts';
import { importPlatform, type Kind } from './platform.ts';

const rounds = Number(process.env['BENCH_ROUNDS'] ?? 3);
const sizes = (process.env['BENCH_SIZES'] ?? '5000,50000').split(',').map(Number);
const kinds = (process.env['BENCH_KINDS'] ?? 'compounds,needs').split(',') as Kind[];
const writeConcern = { w: 'majority', j: true } as const;
const batch = 500;
const mebibyte = 1024 * 1024;

const servers = await benchServers();
const client = await new mongo.MongoClient(servers.mongoUri).connect();
/** What was measured → one value a round. */
const values = new Map<string, number[]>();
const tell = (what: string, value: number): void => {
  console.log(what, Math.round(value));
  values.set(what, [...(values.get(what) ?? []), value]);
};
try {
  for (let round = 0; round < rounds; round += 1) await once();
  await report(
    'import',
    kinds.flatMap((kind) => sizes.flatMap((rows) => rowsOf(kind, rows))),
    [
      'Rows a second from the request to the state that it leads to, in the processes of the services as they run; every round has new processes and databases, 5,000 rows before 50,000. Memory is the peak of the resident set over what it was before the first import.',
      'The peer inserts the documents that the import left, without their events, by insertMany of 500 at a time, majority and journaled, under the same indexes.',
    ],
  );
} finally {
  await client.close();
  await servers.end();
}

async function once(): Promise<void> {
  const platform = await importPlatform(servers);
  const databases = Object.values(platform.databases).map((name) => client.db(name)) as unknown as [mongo.Db, mongo.Db];
  try {
    await seedCatalogue(databases[0]);
    await seedDivisions(
      databases[0],
      sizes.reduce((sum, rows) => sum + rows, 0),
    );
    for (const kind of kinds) {
      const contender = platform.services[kind];
      const idle = (await contender.memory()).now;
      let from = 0;
      for (const rows of sizes) {
        const took = await platform.run(kind, kind === 'compounds' ? compoundSheet(from, rows) : needSheet(rows));
        from += rows;
        tell(`${kind} ${String(rows)} check`, rows / took.check);
        tell(`${kind} ${String(rows)} apply`, rows / took.apply);
        tell(`${kind} ${String(rows)} memory`, ((await contender.memory()).peak - idle) / mebibyte);
        const db = client.db(platform.databases[kind]);
        tell(`${kind} ${String(rows)} peer`, rows / (await insertLike(db, db.collection(kind), rows)));
      }
    }
  } finally {
    await platform.close();
    await Promise.all(databases.map((db) => db.dropDatabase()));
  }
}

/** Seconds that it takes to insert as many documents as these, under the same indexes. */
async function insertLike(db: mongo.Db, like: mongo.Collection, rows: number): Promise<number> {
  const raw = db.collection<mongo.Document & { _id: string }>('raw');
  const known = await like.indexes();
  await raw.createIndexes(
    known
      .filter(({ name }) => name !== '_id_')
      .map(({ key, unique, sparse, partialFilterExpression: filter }) => ({
        key,
        ...(unique && { unique }),
        ...(sparse && { sparse }),
        ...(filter && { partialFilterExpression: filter }),
      })),
  );
  const documents = (await like.find().sort({ $natural: -1 }).limit(rows).toArray()) as unknown as (mongo.Document & {
    _id: string;
  })[];
  const began = performance.now();
  for (let at = 0; at < documents.length; at += batch)
    await raw.insertMany(documents.slice(at, at + batch), { writeConcern });
  const seconds = (performance.now() - began) / 1_000;
  await raw.drop();
  return seconds;
}

function rowsOf(kind: Kind, rows: number): Row[] {
  const of = (what: string): number[] => values.get(`${kind} ${String(rows)} ${what}`) ?? [];
  const what = `${rows.toLocaleString('en')} ${kind}`;
  const peerName = 'insertMany';
  return [
    { what: `${what}, check`, unit: 'rows/s', ours: of('check') },
    { what: `${what}, apply`, unit: 'rows/s', ours: of('apply'), peer: of('peer'), peerName },
    { what: `${what}, growth`, unit: 'MiB', ours: of('memory') },
  ];
}
