import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Log, unmetered } from '@doorstep/runtime';
import { eventually } from '@doorstep/testing';
import { createConnection, type Connection } from 'mongoose';
import { ImportTries, type Step } from './import.tries.js';
import { ImportTurns } from './import.turns.js';
import type { ImportWorker } from './import.worker.js';

let connection: Connection;
let tries: ImportTries;
let turns: ImportTurns;
/** Steps in the order in which they began, and what ends them. */
const begun: string[] = [];
const ends = new Map<string, () => void>();

const goOn = async (step: Step): Promise<void> => {
  begun.push(step._id);
  await new Promise<void>((end) => ends.set(step._id, end));
  await tries.end(step);
};
const take = (_id: string, owner = 'stations') =>
  tries.take({ _id, type: 'imports.checking', import: `imports/${_id}`, owner, importedBy: _id.slice(0, 1) });
const until = (...ids: readonly string[]) => eventually(() => expect(begun).toEqual(ids));

beforeAll(async () => {
  const dbName = `test_${randomUUID().slice(0, 8)}`;
  connection = await createConnection(process.env['DOORSTEP_MONGO_URI'] ?? '', { dbName }).asPromise();
  const database = { connection, db: connection.getClient().db(dbName), close: () => Promise.resolve() };
  const silent = new Log('test', 'silent');
  tries = new ImportTries(database, silent, unmetered, () => new Date());
  turns = new ImportTurns(tries, { goOn } as unknown as ImportWorker, silent);
  turns.onApplicationBootstrap();
});
afterAll(async () => {
  for (const end of ends.values()) end();
  await turns.beforeApplicationShutdown();
  await connection.dropDatabase();
  await connection.destroy();
});

it('everybody who imports has a turn, whatever somebody else has begun, and a second when all had one', async () => {
  await take('a1');
  await until('a1');
  await take('a2');
  await take('a3');
  await take('b1');
  await until('a1', 'b1'); // the first of a takes long
  await take('c1');
  await take('d1', 'matching');
  await until('a1', 'b1', 'd1'); // of stations no more at once
  ends.get('b1')?.();
  await until('a1', 'b1', 'd1', 'c1');
  ends.get('a1')?.();
  await until('a1', 'b1', 'd1', 'c1', 'a2');
  await take('e1');
  ends.get('a2')?.();
  await until('a1', 'b1', 'd1', 'c1', 'a2', 'e1');
  ends.get('c1')?.();
  await until('a1', 'b1', 'd1', 'c1', 'a2', 'e1', 'a3');
});
