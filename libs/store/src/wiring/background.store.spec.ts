import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Entry } from '@doorstep/contracts/events/v1/journal.js';
import type { Need } from '@doorstep/contracts/matching/v1/need.js';
import { DeadLetters, Overtaken, verify } from '@doorstep/events';
import { eventually } from '@doorstep/testing';
import type { Repository } from '../write/repository.js';
import { caller, need, needs, request, testStore, type TestStore } from './store.example.js';

describe('what goes on behind a store', () => {
  let at: TestStore;
  let records: Repository<Need>;
  const now = new Date('2025-03-04T02:00Z');
  const by = caller();
  const entries = () => Array.fromAsync(at.journal.all());
  const stream = async () => `doorstep:journal:${at.database.db.databaseName}:${await at.journal.epoch()}`;
  const create = (over: Partial<Need> = {}) => records.create(request(), by, () => need(over));

  beforeEach(async () => {
    at = await testStore({ now: () => now });
    records = at.store.open(needs);
    await at.store.onModuleInit();
  });
  afterEach(() => at.close());

  it('journals every version once, in order, however many replicas relay', async () => {
    const replicas = [at, await at.replica(), await at.replica()];
    const stores = replicas.map(({ store }) => store.open(needs));
    for (const { store } of replicas) store.onApplicationBootstrap();
    const names = (await Promise.all(Array.from({ length: 10 }, () => create()))).map(({ name }) => name);
    const more = (record: Need): Need => ({ ...record, quantity: record.quantity + 1 });
    await Promise.all(
      Array.from({ length: 200 }, (_, i) =>
        (stores[i % 3] ?? records).update(request({ name: names[i % 10] }), by, more),
      ),
    );
    await eventually(async () => expect(await entries()).toHaveLength(210));
    expect(await verify(at.journal.all())).toBeUndefined();
    await eventually(async () =>
      expect(await records.documents.countDocuments({ '_ev.0': { $exists: true } })).toBe(0),
    );
  });

  it('journals while Redis is away, and consumers read on from the journal', async () => {
    const seen: Entry[] = [];
    at.store.react('test', (entry) => Promise.resolve(void seen.push(entry)));
    at.redis.disconnect();
    at.store.onApplicationBootstrap();
    await create();
    await eventually(() => expect(seen.map(({ seq }) => seq)).toEqual([1]));
  });

  it('tells of what fails, and not that another replica was faster', () => {
    at.store['onError'](new Overtaken('test:needs'));
    expect(at.complaints).toEqual([]);
    at.store['onError'](new Error('broken'));
    expect(at.complaints).toEqual([new Error('broken')]);
  });

  it('reads the journal where the stream has a gap', async () => {
    const seen: number[] = [];
    at.store.onApplicationBootstrap();
    const follower = await at.replica();
    const consumer = follower.store.react('late', (entry) => Promise.resolve(void seen.push(entry.seq)));
    consumer.start();
    await create();
    await eventually(() => expect(seen).toEqual([1]));
    await consumer.stop();
    await create();
    await create();
    await eventually(async () => expect(await at.redis.xlen(await stream())).toBe(3));
    await at.redis.xdel(await stream(), '2-0');
    const again = follower.store.react('late', (entry) => Promise.resolve(void seen.push(entry.seq)));
    again.start();
    await create();
    await eventually(() => expect(seen).toEqual([1, 2, 3, 4]));
    await again.stop();
  });

  it('sets poison aside and goes on, and takes it in when it is mended', async () => {
    let broken = true;
    const seen: number[] = [];
    at.store.react('test', (entry) => {
      if (broken && entry.seq === 2) throw new Error('indigestible');
      return Promise.resolve(void seen.push(entry.seq));
    });
    at.store.onApplicationBootstrap();
    for (let i = 0; i < 3; i += 1) await create();
    await eventually(() => expect(seen).toContain(3));
    expect(seen).not.toContain(2);
    const letters = at.database.db.collection('dead_letters');
    expect(await letters.find().toArray()).toMatchObject([
      { group: 'test', entry: { seq: 2 }, error: 'Error: indigestible' },
    ]);
    const asked = new DeadLetters(at.database.db, () => new Date('2026-03-04T01:00:00Z'));
    expect(await asked.ask({ group: 'test' })).toBe(1);
    await eventually(async () => expect(await letters.countDocuments({ asked: { $exists: true } })).toBe(0));
    expect(seen).not.toContain(2); // it harms still
    broken = false;
    expect(await asked.ask({ group: 'another' })).toBe(0);
    await asked.ask({ _id: (await asked.list())[0]?._id ?? '' });
    await eventually(async () => expect(await letters.countDocuments()).toBe(0));
    expect(seen.filter((seq) => seq === 2)).toHaveLength(1);
  });

  it('has each effect once in a projection, however many consumers', async () => {
    const replicas = [at, await at.replica()];
    for (const { store, database, journal } of replicas) {
      store.open(needs); // whichever relays, knows the collection
      const sums = database.db.collection<{ _id: string; n: number }>('sums');
      store.consume({
        group: 'sum',
        source: database.db.databaseName,
        reader: journal,
        digest: {
          project: async (batch, session) =>
            void (await sums.updateOne({ _id: 'n' }, { $inc: { n: batch.length } }, { upsert: true, session })),
          reset: async (session) => void (await sums.deleteMany({}, { session })),
        },
      });
      store.onApplicationBootstrap();
    }
    await Promise.all(Array.from({ length: 60 }, () => create()));
    const sum = async () =>
      (await at.database.db.collection<{ _id: string; n: number }>('sums').findOne({ _id: 'n' }))?.n;
    await eventually(async () => expect(await sum()).toBe(60));
    // Another epoch, as after a restore: everything is counted again, from nothing.
    await at.journal.beginEpoch();
    await create();
    await eventually(async () => expect(await sum()).toBe(61));
  });

  it.each([
    { when: 'at once', redisAway: false },
    { when: 'also where Redis was away meanwhile', redisAway: true },
  ])('begins another epoch when the stream knows what the journal does not: $when', async ({ redisAway }) => {
    const before = await at.journal.epoch();
    await at.redis.xadd(await stream(), '1-0', 'e', JSON.stringify({ seq: 1, eventId: 'before the restore' }));
    if (redisAway) at.redis.disconnect();
    at.store.onApplicationBootstrap();
    if (redisAway) {
      await create();
      await eventually(async () => expect(await entries()).toHaveLength(1));
      await at.redis.connect();
    }
    await eventually(async () => expect(await at.journal.epoch()).not.toBe(before));
  });
});
