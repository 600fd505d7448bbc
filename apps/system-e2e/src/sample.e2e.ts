import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MongoClient } from 'mongodb';
import { startTestPlatform, type TestPlatform } from '../../../tools/jest/system/platform.js';
import { Api } from '../../../tools/replay/api.js';
import { isEmpty, tellSample } from '../../../tools/replay/main.js';
import { compare } from '../../../tools/replay/verify.js';

const collections = {
  stations: ['divisions', 'stations'],
  matching: ['needs', 'resources', 'matchRuns', 'suggestions'],
};

/** The main job on real input, on a platform of its own: the figures of the report must come out. */
describe('the sample county', () => {
  let folder: string;
  let platform: TestPlatform;
  let mongo: MongoClient;

  const tell = () => tellSample({ ...platform, onProgress: () => undefined });
  /** How many records there are of each noun, and how many versions all of them went through. */
  const versions = () =>
    Promise.all(
      Object.entries(collections).flatMap(([service, names]) =>
        names.map(async (name) => {
          const all = { $group: { _id: name, records: { $sum: 1 }, versions: { $sum: '$_v' } } };
          return mongo.db(platform.databases[service]).collection(name).aggregate([all]).toArray();
        }),
      ),
    );

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'doorstep-sample-'));
    platform = await startTestPlatform(folder, 'sample');
    mongo = new MongoClient(platform.mongoUri);
  });
  afterAll(async () => {
    await mongo.close();
    await platform.stop();
    await rm(folder, { recursive: true });
  });

  it('is told through the public API, and its figures are those of the report', async () => {
    expect(await isEmpty(platform)).toBe(true);
    await tell();
    const checks = await compare(new Api(platform));
    expect(checks.filter(({ expected, computed }) => expected !== computed)).toEqual([]);
    expect(checks).toContainEqual({ what: 'needs_collected, the report', expected: 896, computed: 896 });
  }, 240_000);

  it('told again, changes no record', async () => {
    const before = await versions();
    expect(before.flat()).toHaveLength(6);
    await tell();
    expect(await versions()).toEqual(before);
  }, 240_000);
});
