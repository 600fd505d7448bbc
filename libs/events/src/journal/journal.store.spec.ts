import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { reasonOf } from '@doorstep/testing';
import { mongo } from 'mongoose';
import type { PendingEvent } from './event.js';
import { Journal } from './journal.js';
import { chain, type JournalEntry } from './journal-entry.js';
import { verify, type Anchor } from './verify.js';

describe('journal', () => {
  let client: mongo.MongoClient;
  let db: mongo.Db;
  let journal: Journal;
  let entries: mongo.Collection<JournalEntry>;

  const event = (aggregate: string, version: number, over: Partial<PendingEvent> = {}): PendingEvent => ({
    id: randomUUID(),
    type: 'needs.listed',
    aggregate,
    version,
    n: 0,
    body: `{"version":${String(version)}}`,
    sealed: { suite: 'plain', bytes: new mongo.Binary(Buffer.from(`secret ${String(version)}`)) },
    ...over,
  });

  beforeAll(async () => {
    client = await new mongo.MongoClient(process.env['DOORSTEP_MONGO_URI'] ?? '').connect();
  });
  beforeEach(async () => {
    db = client.db(`test_${randomUUID().slice(0, 8)}`);
    journal = new Journal(db);
    entries = db.collection('journal');
    await journal.prepare();
  });
  afterAll(() => client.close());

  it.each([
    ['of a later release', { schema: 2 }, /have schema 2, this release knows 1: install a later one$/],
    ['of another program', { hello: 'world' }, /^journal: its last document \(_id 1\) is no entry: another program/],
  ])('does not begin beside what is %s', async (_, document, why) => {
    await entries.insertOne({ _id: 1, ...document } as never);
    await expect(new Journal(db).prepare()).rejects.toThrow(why);
  });

  it('numbers entries without gaps and chains them', async () => {
    const made = await journal.append([event('needs/a', 1), event('needs/b', 1)]);
    expect(made.map(({ _id, previous }) => [_id, previous])).toEqual([
      [1, ''],
      [2, made[0]?.hash],
    ]);
    expect(await journal.head()).toMatchObject({ seq: 2, hash: made[1]?.hash });
  });

  it('gives an event that was journaled before its old place', async () => {
    const [a, b, c] = [event('needs/a', 1), event('needs/b', 1), event('needs/c', 1)];
    await journal.append([a, b]);
    const again = await journal.append([b, c, a]);
    expect(again.map(({ event: id, _id }) => [id, _id])).toEqual([
      [a.id, 1],
      [b.id, 2],
      [c.id, 3],
    ]);
    expect(await verify(journal.all())).toBeUndefined();
  });

  it('stays whole where two append the same and different events at once', async () => {
    const shared = Array.from({ length: 20 }, (_, i) => event(`needs/s${String(i)}`, 1));
    const own = (name: string) => Array.from({ length: 20 }, (_, i) => event(`needs/${name}${String(i)}`, 1));
    await Promise.all(['x', 'y', 'z'].map((name) => new Journal(db).append([...own(name), ...shared])));
    expect(await entries.countDocuments()).toBe(80);
    expect(await verify(journal.all())).toBeUndefined();
  });

  it('refuses a second history of one record', async () => {
    await journal.append([event('needs/a', 1)]);
    await expect(journal.append([event('needs/a', 1)])).rejects.toThrow('journaled with another event');
  });

  it('begins another epoch when somebody has read further than it goes', async () => {
    await journal.append([event('needs/a', 1), event('needs/b', 1)]);
    const { epoch } = await journal.read('', 2, 10);
    await entries.deleteOne({ _id: 2 }); // as an older backup has it
    expect(await reasonOf(journal.read(epoch, 2, 10))).toBe('EPOCH_OVER');
    expect(await journal.epoch()).not.toBe(epoch);
  });

  it('begins another epoch, once, when it was restored between two appends of one process', async () => {
    await journal.append([event('needs/a', 1), event('needs/b', 1), event('needs/c', 1)]);
    const before = await journal.epoch();
    await entries.deleteMany({ _id: { $gt: 1 } }); // as an older backup has it
    await journal.append([event('needs/d', 1), event('needs/e', 1), event('needs/f', 1)]);
    const after = await journal.epoch();
    expect(after).not.toBe(before);
    await journal.append([event('needs/g', 1)]);
    expect(await journal.epoch()).toBe(after);
    expect(await verify(journal.all())).toBeUndefined();
  });

  it('tells who reads on under an old epoch to start again', async () => {
    await journal.append([event('needs/a', 1)]);
    const { epoch } = await journal.read('', 0, 10);
    await journal.beginEpoch();
    expect(await reasonOf(journal.read(epoch, 0, 10))).toBe('EPOCH_OVER');
  });

  it('sends no personal part on its way', async () => {
    await journal.append([event('needs/a', 1)]);
    expect(JSON.stringify(await journal.read('', 0, 10))).not.toContain('sealed');
  });

  describe('verify', () => {
    const fill = () =>
      journal.append(Array.from({ length: 9 }, (_, i) => event(`needs/n${String(i % 3)}`, 1 + Math.floor(i / 3))));
    const anchorAt = async (seq: number): Promise<Anchor> => ({
      seq,
      hash: (await entries.findOne({ _id: seq }))?.hash ?? '',
    });

    it.each([
      {
        what: 'a byte of a body',
        tamper: () => entries.updateOne({ _id: 4 }, { $set: { body: '{"version":3}' } }),
        seq: 4,
        why: 'entry changed',
      },
      {
        what: 'a byte of metadata',
        tamper: () => entries.updateOne({ _id: 4 }, { $set: { type: 'needs.met' } }),
        seq: 4,
        why: 'entry changed',
      },
      {
        what: 'a byte of a sealed part',
        tamper: () =>
          entries.updateOne({ _id: 4 }, { $set: { 'sealed.bytes': new mongo.Binary(Buffer.from('other')) } }),
        seq: 4,
        why: 'sealed part changed',
      },
      { what: 'a missing entry', tamper: () => entries.deleteOne({ _id: 4 }), seq: 5, why: 'gap' },
      {
        what: 'a format of tomorrow',
        tamper: () => entries.updateOne({ _id: 4 }, { $set: { schema: 2 } }),
        seq: 4,
        why: 'schema unknown',
      },
      { what: 'a swapped pair', tamper: async () => swap(4, 5), seq: 4, why: 'link broken' },
      {
        what: 'a truncated tail',
        tamper: () => entries.deleteMany({ _id: { $gt: 7 } }),
        seq: 8,
        why: 'tail differs from anchor',
      },
      { what: 'a rewritten tail', tamper: async () => rewriteFrom(8), seq: 9, why: 'tail differs from anchor' },
      { what: 'a version left out, chained anew', tamper: async () => leaveOut(4), seq: 6, why: 'version missing' },
    ])('finds $what', async ({ tamper, seq, why }) => {
      await fill();
      const anchors = [await anchorAt(3), await anchorAt(9)];
      expect(await verify(journal.all(), anchors)).toBeUndefined();
      await tamper();
      expect(await verify(journal.all(), why === 'version missing' ? [] : anchors)).toEqual({ seq, why });
    });

    it('still holds where a sealed part was erased', async () => {
      await fill();
      await entries.updateOne({ _id: 4 }, { $set: { sealed: null } });
      expect(await verify(journal.all(), [await anchorAt(9)])).toBeUndefined();
    });

    async function swap(one: number, other: number): Promise<void> {
      const [a, b] = [await entries.findOne({ _id: one }), await entries.findOne({ _id: other })];
      await entries.deleteMany({ _id: { $in: [one, other] } });
      if (a && b)
        await entries.insertMany([
          { ...a, _id: other },
          { ...b, _id: one },
        ]);
    }

    /** What somebody would do who knows the format: change an entry and chain all behind it anew. */
    async function rechain(from: number, change: (entry: JournalEntry) => JournalEntry | undefined): Promise<void> {
      const tail = await entries
        .find({ _id: { $gte: from } })
        .sort({ _id: 1 })
        .toArray();
      const before = await entries.findOne({ _id: from - 1 });
      await entries.deleteMany({ _id: { $gte: from } });
      let head = { seq: from - 1, hash: before?.hash ?? '' };
      for (const { event: id, type, aggregate, version, n, body, sealed } of tail.flatMap(
        (entry) => change(entry) ?? [],
      )) {
        const entry = chain(head, { id, type, aggregate, version, n, body, sealed });
        await entries.insertOne(entry);
        head = { seq: entry._id, hash: entry.hash };
      }
    }
    const rewriteFrom = (seq: number) =>
      rechain(seq, (entry) => (entry._id === seq ? { ...entry, body: '{}' } : entry));
    const leaveOut = (seq: number) => rechain(seq, (entry) => (entry._id === seq ? undefined : entry));
  });
});
