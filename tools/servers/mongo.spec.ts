import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mongo } from 'mongoose';
import { startMongo } from './mongo.ts';
import type { Server } from './server.ts';

const canary = '13912345678';
let folder: string;
let server: Server;
let client: mongo.MongoClient;

beforeAll(async () => {
  const given = process.env['DOORSTEP_MONGO_URI'];
  delete process.env['DOORSTEP_MONGO_URI']; // one of our own, whose log we can read
  folder = await mkdtemp(join(tmpdir(), 'doorstep-mongo-'));
  server = await startMongo({ dataDir: join(folder, 'data'), logFile: join(folder, 'log'), throwaway: true });
  if (given !== undefined) process.env['DOORSTEP_MONGO_URI'] = given;
  client = new mongo.MongoClient(server.uri);
}, 60_000);

afterAll(async () => {
  await client.close();
  await server.stop();
  await rm(folder, { recursive: true });
});

/** The log after a document was put in, looked for and changed, each longer than a slow operation takes. */
async function logOf(options: object): Promise<string> {
  await client.db('records').command({ profile: 0, slowms: -1, ...options });
  const residents = client.db('records').collection('residents');
  await residents.insertOne({ phone: canary });
  await residents.findOne({ phone: canary });
  await residents.updateOne({ phone: canary }, { $set: { contact: canary } });
  return readFile(join(folder, 'log'), 'utf8');
}

it('a MongoDB of ours writes no document into its log, however slow what is done with it', async () => {
  expect(await logOf({})).not.toContain(canary);
});

it('and would, by what MongoDB does of itself', async () => {
  expect(await logOf({ sampleRate: 1 })).toContain(canary);
});
