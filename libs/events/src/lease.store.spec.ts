import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { MongoClient, type Collection, type Db } from 'mongodb';
import { Lease } from './lease.js';

/** Everything but the date goes on as it is: the driver needs it. */
const timers = [
  ...(['performance', 'hrtime', 'nextTick', 'queueMicrotask', 'setImmediate', 'clearImmediate'] as const),
  ...(['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] as const),
];

describe('lease', () => {
  let client: MongoClient;
  let db: Db;
  let held: Collection<{ _id: string; holder: string; until: Date }>;
  let leases: Lease[];
  beforeAll(async () => {
    client = await new MongoClient(process.env['DOORSTEP_MONGO_URI'] ?? '').connect();
  });
  beforeEach(() => {
    db = client.db(`test_${randomUUID().slice(0, 8)}`);
    held = db.collection('leases');
    leases = ['a', 'b', 'c'].map((holder) => new Lease(db, 'work', holder));
  });
  afterEach(async () => {
    jest.useRealTimers();
    await db.dropDatabase();
  });
  afterAll(() => client.close());

  const won = async (): Promise<Lease[]> => {
    const holds = await Promise.all(leases.map((lease) => lease.hold()));
    return leases.filter((_, at) => holds[at]);
  };
  const silence = () => held.updateOne({ _id: 'work' }, { $set: { until: new Date(Date.now() - 1_000) } });

  it('has one holder of many, until the holder gives it back', async () => {
    const [first, ...others] = await won();
    expect(others).toEqual([]);
    expect(await won()).toEqual([first]);
    await first?.release();
    const [second] = leases.filter((lease) => lease !== first);
    expect(await second?.hold()).toBe(true);
    expect(await first?.hold()).toBe(false);
  });

  it('goes to another when the holder was silent', async () => {
    const [first] = await won();
    await silence();
    const [second] = leases.filter((lease) => lease !== first);
    expect(await second?.hold()).toBe(true);
  });

  it.each([3_600_000, -3_600_000])('is not held longer by a clock that is wrong by %s ms', async (wrongMs) => {
    jest.useFakeTimers({ now: Date.now() + wrongMs, doNotFake: timers });
    expect(await won()).toHaveLength(1);
    jest.useRealTimers();
    const until = (await held.findOne({ _id: 'work' }))?.until.getTime() ?? 0;
    expect(Math.abs(until - Date.now())).toBeLessThan(6_000);
  });
});
