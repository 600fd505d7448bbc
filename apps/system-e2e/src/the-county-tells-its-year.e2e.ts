import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mongo } from 'mongoose';
import { eventually } from '@doorstep/testing';
import { setClock } from '../../../tools/clock/clock-file.js';
import { aheadOfRun } from '../../../tools/jest/ahead.js';
import { startTestPlatform, type TestPlatform } from '../../../tools/jest/system/platform.js';
import { Api } from '../../../proofs/replay/client/api.js';
import { smallScale } from '../../../proofs/replay/county.js';
import { compare } from '../../../proofs/replay/figures.js';
import { tellYear } from '../../../proofs/replay/replay.js';
import { isEmpty, sampleSeed, tellingOf, tellSample } from '../../../proofs/replay/sample.js';

/** Longer than it takes on two slow cores beside other tests. */
const patience = 300_000;
const dayMs = 86_400_000;

/**
 * The main job on a platform of its own: a small county has every kind of story, and its share of the report's figures
 * must come out. The whole county is told by `npm run replay`.
 */
describe('the county tells its year', () => {
  let folder: string;
  let platform: TestPlatform;
  let client: mongo.MongoClient;

  const sample = () => tellSample({ ...platform, onProgress: () => undefined }, smallScale);
  const api = (seed: number) => new Api(platform, tellingOf(seed, smallScale));
  const year = (seed = sampleSeed) => tellYear(api(seed), seed, smallScale, () => undefined);
  /** How many records there are of each noun, and how many versions all of them went through. */
  const versions = async () => {
    const nouns = Object.values(platform.databases).map(async (name) => {
      const collections = await client.db(name).listCollections({}, { nameOnly: true }).toArray();
      const sums = collections.map(async (collection) => {
        const all = { $group: { _id: collection.name, records: { $sum: 1 }, versions: { $sum: '$_v' } } };
        return client.db(name).collection(collection.name).aggregate([all]).toArray();
      });
      return (await Promise.all(sums)).flat().filter((sum) => Number(sum['versions']) > 0);
    });
    return (await Promise.all(nouns)).flat().sort((a, b) => String(a['_id']).localeCompare(String(b['_id'])));
  };

  /** What is still to be done as of an instant: clocks that ring, events on their way into the journal and the figures. */
  const pending = async (now: Date): Promise<string[]> => {
    const { evaluation = '', ...services } = platform.databases;
    const positions = client.db(evaluation).collection<{ _id: string; seq: number }>('positions');
    const waiting = { $or: [{ _next: { $lte: now } }, { '_ev.0': { $exists: true } }] };
    const found = Object.entries(services).map(async ([service, name]) => {
      const db = client.db(name);
      const collections = await db.listCollections({ type: 'collection' }, { nameOnly: true }).toArray();
      const counts = collections.map(async (collection) => {
        const count = await db.collection(collection.name).countDocuments(waiting);
        return count > 0 ? [`${String(count)} of ${collection.name}`] : [];
      });
      const head = await db.collection('journal').countDocuments();
      const counted = (await positions.findOne({ _id: `figures:${service}` }))?.seq ?? 0;
      return [...(await Promise.all(counts)).flat(), ...(counted < head ? [`figures of ${service}`] : [])];
    });
    return (await Promise.all(found)).flat();
  };
  const rung = async (): Promise<number> => {
    const types = { type: /\.(warned|escalated|overdue)$/ };
    const counts = Object.values(platform.databases).map((name) =>
      client.db(name).collection('journal').countDocuments(types),
    );
    return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'doorstep-year-'));
    platform = await startTestPlatform(folder, 'year');
    client = new mongo.MongoClient(platform.mongoUri);
  });
  afterAll(async () => {
    await client.close();
    await platform.stop();
    await rm(folder, { recursive: true });
  });

  it(
    'goes on from the sample county, and every figure of the report comes out, by township and month, with its records',
    async () => {
      expect(await isEmpty(platform)).toBe(true);
      await sample();
      await year();
      const figures = await compare(api(sampleSeed), smallScale);
      expect(
        figures.flatMap(({ reported, differences }) => differences.map((text) => `${reported.id}: ${text}`)),
      ).toEqual([]);
      expect(figures).toHaveLength(19);
      expect(figures.find(({ reported }) => reported.id === 'needs_collected')).toMatchObject({
        computed: 45,
        records: 45,
      });
    },
    patience,
  );

  it(
    'told again, changes no record',
    async () => {
      const before = await versions();
      expect(before.length).toBeGreaterThan(20);
      await sample();
      await year();
      expect(await versions()).toEqual(before);
    },
    patience,
  );

  it(
    'does not decay: two days and a year later, when every clock rang, its figures are what they were',
    async () => {
      const told = await compare(api(sampleSeed), smallScale);
      let before = await rung();
      for (const days of [2, 367]) {
        await setClock(platform.clock, aheadOfRun() + days * dayMs);
        const then = new Date(Date.now() + days * dayMs);
        await eventually(async () => expect(await pending(then)).toEqual([]), patience);
        expect(await rung()).toBeGreaterThan(before);
        before = await rung();
        expect(await compare(api(sampleSeed), smallScale)).toEqual(told);
      }
    },
    patience,
  );

  it('does not mix with another county', async () => {
    await expect(year(1)).rejects.toThrow('The platform holds another county');
  });
});
