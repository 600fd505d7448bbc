import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MongoClient, type Db } from 'mongodb';
import { Lease } from './lease.js';

describe('lease', () => {
  let client: MongoClient;
  let db: Db;
  beforeAll(async () => {
    client = await new MongoClient(process.env['DOORSTEP_MONGO_URI'] ?? '').connect();
    db = client.db(`test_${randomUUID().slice(0, 8)}`);
  });
  afterAll(() => client.close());

  it('has one holder of many, until the holder is silent or gives it back', async () => {
    const leases = ['a', 'b', 'c'].map((holder) => new Lease(db, 'work', holder));
    const t0 = Date.now();
    const won = async (now: number) =>
      (await Promise.all(leases.map((lease) => lease.hold(now)))).filter(Boolean).length;
    expect(await won(t0)).toBe(1);
    expect(await won(t0 + 4_000)).toBe(1);
    const [first] = leases;
    const at = await db.collection<{ _id: string; holder: string }>('leases').findOne({ _id: 'work' });
    const holder = leases['abc'.indexOf(at?.holder ?? '')];
    const other = leases.find((lease) => lease !== holder) ?? first;
    expect(await other?.hold(t0 + 4_000)).toBe(false);
    expect(await other?.hold(t0 + 60_000)).toBe(true);
    await other?.release();
    expect(await holder?.hold(t0 + 60_000)).toBe(true);
  });
});
