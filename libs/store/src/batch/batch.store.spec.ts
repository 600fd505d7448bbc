import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { NeedName } from '@doorstep/contracts/names.js';
import type { Need } from '@doorstep/contracts/matching/v1/need.js';
import { alreadyExists } from '@doorstep/domain';
import { reasonOf } from '@doorstep/testing';
import type { NounDefinition } from '../mapping/definition.js';
import { caller, need, needs, request, testStore, type TestStore } from '../wiring/store.example.js';
import type { Repository } from '../write/repository.js';
import type { Draft } from './batch.js';

const oneEach: NounDefinition<Need> = { ...needs, unique: [{ fields: ['title'], refusal: alreadyExists }] };

describe('a batch', () => {
  let on: TestStore;
  let records: Repository<Need>;
  const by = caller();
  const batch = (of = 'imports/i1') => on.store.batch(oneEach, of);
  const made = (title: string, id = title) => records.create(request({ requestId: id }), by, () => need({ title }));
  const drafts = (titles: readonly string[], of = batch()): Promise<Draft[]> =>
    Promise.all(titles.map((title) => of.draft(() => made(title))));
  const titles = async () =>
    (await records.list({ pageSize: 200, pageToken: '', filter: '', orderBy: '' }, by)).items
      .map(({ title }) => title)
      .sort();

  beforeEach(async () => {
    on = await testStore();
    records = on.store.open(oneEach);
    await on.store.onModuleInit();
  });
  afterEach(() => on.close());

  it('drafts what a create would insert, and inserts nothing', async () => {
    const [draft] = await drafts(['a']);
    expect(draft).toMatchObject({ title: 'a', _v: 1 });
    expect(await records.documents.countDocuments()).toBe(0);
    await made('a');
    expect(await titles()).toEqual(['a']);
  });

  it.each([
    ['no record', () => Promise.resolve(), 'makes one record, not 0'],
    ['two', () => Promise.all([made('a'), made('b')]), 'makes one record, not 2'],
  ])('is not told of a create that makes %s', async (_, create, says) => {
    await expect(batch().draft(create)).rejects.toThrow(says);
  });

  it('tells which drafts meet a record, or one before them', async () => {
    await made('there');
    const of = batch();
    const first = await drafts(['a', 'there'], of);
    const second = await drafts(['b', 'a'], of);
    const clashes = [await of.clashes(first), await of.clashes(second)];
    expect(clashes.map((found) => [...found.keys()].map(({ title }) => title))).toEqual([['there'], ['a']]);
  });

  it('tells which names are of records that are there, and not of what is held', async () => {
    const { name } = await made('there');
    const held = await drafts(['a']);
    await batch().hold(held);
    const asked = [name, held[0]?._id ?? '', 'needs/none'];
    expect([...(await batch().existing(asked))]).toEqual([name]);
    expect([...(await batch().existing([]))]).toEqual([]);
  });

  it('holds places that nobody sees, whoever repeats it, and reveals all of them', async () => {
    const held = await drafts(['a', 'b']);
    for (const each of [batch(), batch()]) await each.hold(held);
    expect(await titles()).toEqual([]);
    expect(await reasonOf(made('a', 'other'))).toBe('ALREADY_EXISTS');
    expect(await reasonOf(batch('imports/i2').hold(await drafts(['b'])))).toBe('ALREADY_EXISTS');
    expect(await Array.fromAsync(batch().reveal())).toEqual([2]);
    expect(await titles()).toEqual(['a', 'b']);
    expect(await Array.fromAsync(batch().reveal())).toEqual([]);
  });

  it('takes back what it held, and leaves the rest', async () => {
    await batch().hold(await drafts(['a']));
    await batch('imports/i2').hold(await drafts(['b']));
    await batch().release();
    await Array.fromAsync(batch('imports/i2').reveal());
    expect([await titles(), await records.documents.countDocuments()]).toEqual([['b'], 1]);
  });

  it('shows what it reveals to who keeps in step, however long it was held', async () => {
    await batch().hold(await drafts(['a', 'b']));
    const { updateTime } = await made('meanwhile');
    await Array.fromAsync(batch().reveal());
    const filter = `update_time >= "${updateTime?.toISOString() ?? ''}"`;
    const { items } = await records.list({ pageSize: 0, pageToken: '', filter, orderBy: '' }, by);
    expect(items.map(({ title }) => title).sort()).toEqual(['a', 'b', 'meanwhile']);
  });

  it('reveals more than a thousand in parts', async () => {
    const of = batch();
    await of.hold(
      await drafts(
        Array.from({ length: 1_001 }, (_, at) => String(at)),
        of,
      ),
    );
    const parts = of.reveal();
    expect((await parts.next()).value).toBe(1_000);
    expect(await records.documents.countDocuments({ _gone: { $exists: false } })).toBe(1_000);
    expect((await parts.next()).value).toBe(1_001);
  });

  it('reads once what its creates read by name, also where it was not there', async () => {
    const { name } = await made('read');
    const none = 'needs/none' as const;
    const of = batch();
    const reading = async (id: string, from: NeedName) => {
      await records.get(from, by);
      return made(id);
    };
    const reads = (id: string) =>
      Promise.all([name, none].map((from) => reasonOf(of.draft(() => reading(`${id} ${from}`, from)))));
    expect(await reads('a')).toEqual(['answered', 'NOT_FOUND']);
    await records.documents.updateOne({ _id: name }, { $set: { _id: name, _aud: [] } });
    await records.create(request(), by, () => need({ name: none, title: 'late' }));
    expect(await reads('b')).toEqual(['answered', 'NOT_FOUND']);
    expect([await reasonOf(records.get(name, by)), await reasonOf(records.get(none, by))]).toEqual([
      'NOT_FOUND',
      'answered',
    ]);
  });
});
