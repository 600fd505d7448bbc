import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { eventually } from '@doorstep/testing';
import { mongo } from 'mongoose';
import { Leases, type Lease } from './lease.js';

/** Everything but the date goes on as it is: the driver needs it. */
const timers = [
  ...(['performance', 'hrtime', 'nextTick', 'queueMicrotask', 'setImmediate', 'clearImmediate'] as const),
  ...(['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] as const),
];

describe('lease', () => {
  let client: mongo.MongoClient;
  let db: mongo.Db;
  let held: mongo.Collection<{ works: Record<string, { holder: string; until: Date }> }>;
  let leases: Lease[];
  beforeAll(async () => {
    client = await new mongo.MongoClient(process.env['DOORSTEP_MONGO_URI'] ?? '').connect();
  });
  beforeEach(() => {
    db = client.db(`test_${randomUUID().slice(0, 8)}`);
    held = db.collection('leases');
    leases = ['a', 'b', 'c'].map((holder) => new Leases(db, holder).of('work'));
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
  const silence = () => held.updateOne({}, [{ $set: { 'works.work.until': { $subtract: ['$$NOW', 1_000] } } }]);

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
    // By the clock of the database it ends within the five seconds that it is good for.
    const left = { $subtract: ['$works.work.until', '$$NOW'] };
    const [answer] = await held.aggregate([{ $project: { left } }]).toArray();
    expect(answer?.['left']).toBeLessThanOrEqual(5_000);
    expect(answer?.['left']).toBeGreaterThan(-60_000);
  });

  it('is asked for by one write together with all others of its process', async () => {
    const process = new Leases(db, 'a');
    const works = ['relay', 'timers', 'consumer:figures:matching'].map((name) => process.of(name));
    const all = () => Promise.all(works.map((work) => work.hold()));
    expect(await all()).toEqual([true, true, true]);
    const writes = jest.spyOn(mongo.Collection.prototype, 'findOneAndUpdate');
    await eventually(async () => {
      expect(await all()).toEqual([true, true, true]);
      expect(writes).toHaveBeenCalled();
    });
    expect(await all()).toEqual([true, true, true]);
    expect(writes).toHaveBeenCalledTimes(1);
    jest.restoreAllMocks();
  });

  it('does not stand or fall with the others of its process', async () => {
    const [one, other] = [new Leases(db, 'a'), new Leases(db, 'b')];
    expect(await one.of('relay').hold()).toBe(true);
    expect(await Promise.all(['timers', 'relay'].map((name) => other.of(name).hold()))).toEqual([true, false]);
    expect(await Promise.all(['timers', 'relay'].map((name) => one.of(name).hold()))).toEqual([false, true]);
    await one.of('relay').release();
    expect(await other.of('relay').hold()).toBe(true);
  });
});
