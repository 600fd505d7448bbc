import { randomUUID } from 'node:crypto';
import { create, createFileRegistry, fromBinary, type DescMessage } from '@bufbuild/protobuf';
import {
  EnumValueDescriptorProtoSchema,
  FieldDescriptorProto_Label as Label,
  FieldDescriptorProto_Type as Type,
  FieldDescriptorProtoSchema,
  FileDescriptorSetSchema,
} from '@bufbuild/protobuf/wkt';
import { registry } from '@doorstep/access';
import { image } from '@doorstep/contracts/image.js';
import type { Metrics } from '@doorstep/runtime';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { mongo } from 'mongoose';
import type { Document } from '../mapping/document.js';
import { openDatabase, type Database } from '../wiring/database.js';
import { IndexWatch } from './index-watch.js';
import { collectionOf, prepare } from './prepare.js';
import { needs, testStore } from '../wiring/store.example.js';
import { indexed, schemaFrom } from './schema.js';

const { DOORSTEP_MONGO_URI: uri = '' } = process.env;
const majority = { writeConcern: { w: 'majority' } } as const;

const messageIn = (from: Pick<typeof registry, 'getMessage'>): DescMessage => {
  const message = from.getMessage('doorstep.matching.v1.Need');
  if (message === undefined) throw new Error('the contract has no Need');
  return message;
};

/** The contract of a later release: a field more, a state more. */
function later(): DescMessage {
  const set = fromBinary(FileDescriptorSetSchema, image);
  const need = set.file.flatMap(({ messageType }) => messageType).find(({ name }) => name === 'Need');
  const field = { name: 'floor', jsonName: 'floor', number: 900, type: Type.INT32, label: Label.OPTIONAL };
  need?.field.push(create(FieldDescriptorProtoSchema, field));
  const states = need?.enumType.find(({ name }) => name === 'State');
  states?.value.push(create(EnumValueDescriptorProtoSchema, { name: 'STATE_SHELVED', number: 900 }));
  return messageIn(createFileRegistry(set));
}

const messages = { now: messageIn(registry), later: later() };
type Version = keyof typeof messages;
const needsOf = (version: Version) => ({ name: 'needs', schema: schemaFrom(messages[version]) });

const document = (over: object = {}): Document => ({
  ...{ _id: `needs/${randomUUID()}`, _v: 1, _aud: ['*'], _req: [], _ev: [] },
  ...{ state: 'STATE_DRAFTED', quantity: 1, title: '送餐', createTime: new Date('2026-03-01'), routedTo: [] },
  ...over,
});

let name: string;
let opened: Database[];
beforeEach(() => {
  name = `test_${randomUUID().slice(0, 8)}`;
  opened = [];
});
afterEach(async () => {
  await opened[0]?.db.dropDatabase();
  await Promise.all(opened.map((one) => one.close()));
});

/** A replica of a version, started: its connection is its own. */
async function started(
  version: Version = 'now',
): Promise<Pick<Database, 'connection' | 'db'> & { needs: mongo.Collection<Document> }> {
  const database = await openDatabase(uri, name);
  opened.push(database);
  const needs = collectionOf<Document>(database.connection, needsOf(version));
  await prepare(database.connection);
  return { connection: database.connection, db: database.db, needs };
}

describe('the schema of a collection', () => {
  it.each([
    ['a text for a number', { quantity: '3' }],
    ['a number for a text', { title: 5 }],
    ['a text for an instant', { createTime: '2025-03-04' }],
    ['one for several', { routedTo: 'o1' }],
    ['a number among texts', { routedTo: [1] }],
    ['a text for a part', { waiting: 'LICENSEE' }],
    ['a number in a part', { waiting: { desk: 1 } }],
    ['no version', { _v: undefined }],
    ['no audience', { _aud: undefined }],
    ['an event without its shape', { _ev: [{ id: 1 }] }],
    ['an instant as a text', { _next: 'soon' }],
  ])('lets nobody write past the codec: %s', async (_, wrong) => {
    const { needs } = await started();
    const known = document();
    await needs.insertOne(known);
    const [[field, value] = ['']] = Object.entries<unknown>(wrong);
    const change = value === undefined ? { $unset: { [field]: '' } } : { $set: wrong };
    const refused = { code: 121, errInfo: expect.anything() };
    await expect(needs.insertOne(document(wrong))).rejects.toMatchObject(refused);
    await expect(needs.updateOne({ _id: known._id }, change as object)).rejects.toMatchObject(refused);
    expect(await needs.find().toArray()).toEqual([known]);
  });

  it.each([
    ['a field of a later release', { floor: 4 }],
    ['a state of a later release', { state: 'STATE_SHELVED' }],
    ['nothing where nothing was said', { title: null, waiting: null }],
    ['a large number', { quantity: 5_000_000_000 }],
    ['a tombstone', { _gone: new Date('2026-03-01'), _aud: [], title: undefined }],
  ])('lets pass %s', async (_, over) => {
    const { needs } = await started();
    await needs.insertOne(document(over));
    expect(await needs.countDocuments()).toBe(1);
  });

  it('leaves alone what was there before, until somebody mends it', async () => {
    const { db, needs } = await started();
    await db.command({ collMod: 'needs', validator: {} });
    const old = document({ quantity: 'three' });
    await needs.insertOne(old);
    await started();
    expect(await needs.updateOne({ _id: old._id }, { $set: { title: '助餐' } })).toMatchObject({ modifiedCount: 1 });
    await needs.updateOne({ _id: old._id }, { $set: { quantity: 3 } });
    await expect(needs.updateOne({ _id: old._id }, { $set: { quantity: '3' } })).rejects.toMatchObject({ code: 121 });
  });

  it('fails no write of two versions that start in turns', async () => {
    const [old, next] = [await started('now'), await started('later')];
    let writing = true;
    let written = 0;
    const write = async ({ connection, needs }: typeof old, made: () => Document): Promise<void> => {
      for (; writing; written += 1) {
        const { _id, ...fields } = made();
        await needs.insertOne({ _id, ...fields }, majority);
        await connection.transaction((session) => needs.updateOne({ _id }, { $inc: { _v: 1 } } as object, { session }));
      }
    };
    const writers = Promise.all([
      write(old, () => document()),
      write(next, () => document({ floor: 4, state: 'STATE_SHELVED' })),
    ]);
    for (const version of ['now', 'later', 'later', 'now', 'later', 'now'] as const) {
      const before = written;
      await Promise.race([writers, started(version)]);
      while (written < before + 20) await Promise.race([writers, new Promise(setImmediate)]);
    }
    writing = false;
    await writers;
    expect(await old.needs.countDocuments({ _v: 2 })).toBe(written);
    await expect(old.needs.insertOne(document({ quantity: '3' }))).rejects.toMatchObject({ code: 121 });
  });
});

describe('the indexes of a collection', () => {
  const wanted = indexed('things', { key: { a: 1 } }, { key: { b: 1, c: -1 }, unique: true });

  /** A started process, with what it logs and what its gauge says. */
  async function watching() {
    const database = await openDatabase(uri, name);
    opened.push(database);
    const lines: string[] = [];
    const tell = (event: string, fields = {}): void => void lines.push([event, ...Object.values(fields)].join(' '));
    type Reading = Parameters<typeof Metrics.prototype.watch<'doorstep_index_differences'>>[1];
    let read: Reading = () => Promise.resolve([]);
    const metrics = { watch: (_: string, reading: Reading) => void (read = reading) } as Partial<Metrics> as Metrics;
    const watch = new IndexWatch(database.connection, { info: tell, warn: tell }, metrics);
    const things = collectionOf<mongo.Document>(database.connection, wanted);
    await watch.prepare();
    const gauge = async () => (await read()).map(({ labels, value }) => [...Object.values(labels), value].join(' '));
    return { watch, lines, gauge, things };
  }

  it('are made at the first start without a word', async () => {
    const { lines, gauge, things } = await watching();
    expect((await things.indexes()).map(({ name }) => name)).toEqual(['_id_', 'a_1', 'b_1_c_-1']);
    expect([lines, await gauge()]).toEqual([[], []]);
  });

  it('are told of where one was dropped or made by hand, once, as long as it lasts', async () => {
    const { watch, lines, gauge, things } = await watching();
    await things.dropIndex('b_1_c_-1');
    await things.createIndexes([{ key: { c: 1 } }]);
    for (let looked = 0; looked < 2; looked += 1) await watch.look();
    expect(lines).toEqual(['index.missing things b_1_c_-1', 'index.foreign things c_1']);
    expect(await gauge()).toEqual(['things b_1_c_-1 missing 1', 'things c_1 foreign 1']);
    const again = await watching();
    expect(again.lines).toEqual(['index.made things b_1_c_-1', 'index.foreign things c_1']);
    await things.dropIndex('c_1');
    await watch.look();
    expect([lines.length, await gauge()]).toEqual([2, []]);
  });

  it('are never dropped: the one that differs from ours stops the start, by its name', async () => {
    const database = await openDatabase(uri, name);
    opened.push(database);
    await database.db.collection('things').createIndexes([{ key: { b: 1, c: -1 } }]);
    await expect(watching()).rejects.toThrow('things: an index cannot be made (86); see npm run indexes');
    expect((await database.db.collection('things').indexes()).map(({ name }) => name)).toContain('b_1_c_-1');
  });
});

describe('a release that was rolled back too far', () => {
  it('is refused before it writes anything, its older validators not least', async () => {
    const at = await testStore();
    try {
      at.store.open(needs);
      const { db } = at.database;
      const entries = db.collection<{ _id: number; schema: number }>('journal');
      await entries.insertOne({ _id: 1, schema: 2 });
      await expect(at.store.onModuleInit()).rejects.toThrow('its entries have schema 2, this release knows 1');
      const written = (await db.listCollections({}, { nameOnly: true }).toArray()).map(({ name: one }) => one);
      expect(written.sort()).toEqual(['journal', 'secrets']);
    } finally {
      await at.database.db.dropDatabase();
      await at.close();
    }
  });
});
