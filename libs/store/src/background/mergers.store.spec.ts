import { nameOf } from '@doorstep/aip';
import type { NeedName } from '@doorstep/contracts/names.js';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Need_State, type Need } from '@doorstep/contracts/matching/v1/need.js';
import { alreadyExists, audience } from '@doorstep/domain';
import { eventually, reasonOf } from '@doorstep/testing';
import type { Repository } from '../write/repository.js';
import type { NounDefinition } from '../mapping/definition.js';
import { unmerged } from './division-tree.js';
import type { Merger } from './mergers.js';
import { caller, need, needs, request, testStore, type TestStore } from '../wiring/store.example.js';

const [from, to, elsewhere] = ['1409301000010001', '1409301010020002', '1409301000010003'];
/** A record a category and division; the second one ends as a duplicate of the first. */
const oneEach: NounDefinition<Need> = {
  ...needs,
  unique: [{ fields: ['division', 'category'], refusal: alreadyExists }],
  absorbed: (record, into) => ({ ...record, state: Need_State.MERGED, mergedInto: nameOf('needs', into) }),
};

describe('records of a division that is merged', () => {
  let on: TestStore;
  let records: Repository<Need>;
  let merged: Merger[];
  let told: () => Promise<readonly Merger[]>;
  let now: Date;
  const by = caller();
  const create = (over: Partial<Need> = {}) => records.create(request(), by, () => need({ division: from, ...over }));
  const merge = async (stateTime = now) => {
    merged = [{ code: from, mergedInto: to, stateTime }];
    await on.store.lookForMergers();
  };
  const open = async (spec: NounDefinition<Need>) => {
    on = await testStore({ now: () => now, tree: { ...unmerged, merged: () => told() } });
    records = on.store.open(spec);
    await on.store.onModuleInit();
  };
  const divisionsOf = async (names: readonly NeedName[]) =>
    Promise.all(names.map(async (name) => (await records.get(name, by)).division));

  beforeEach(() => {
    merged = [];
    told = () => Promise.resolve(merged);
    now = new Date('2026-03-03T02:00:00Z');
  });
  afterEach(() => on.close());

  it('move to its successor with desk, reach and clocks as they were, each once, by an event of their own', async () => {
    await open(needs);
    const [moving, staying] = [await create(), await create({ division: elsewhere })];
    now = new Date('2026-03-04T02:00:00Z');
    await merge();
    expect(await on.store.moveMerged()).toBe(false);
    expect(await on.store.moveMerged()).toBe(false);
    const moved = await records.get(moving.name, by);
    expect(moved).toMatchObject({ division: to, etag: '2', state: moving.state, waiting: { desk: to } });
    expect([moved.dueTime, moved.stateTime]).toEqual([moving.dueTime, moving.stateTime]);
    const township = (code: string) => records.get(moving.name, caller({ scope: [audience.division(code)] }));
    expect(await reasonOf(township('140930100'))).toBe('NOT_FOUND');
    expect(await reasonOf(township('140930101'))).toBe('answered');
    expect(await records.get(staying.name, by)).toMatchObject({ division: elsewhere, etag: '1' });
    const { items } = await records.history(moving.name, { pageSize: 10, pageToken: '' }, by);
    expect(items.map(({ type, actor }) => [type, actor])).toEqual([
      ['needs.drafted', 'qian'],
      ['needs.moved', 'system'],
    ]);
  });

  it('keep the level of the desk to which a breach took them', async () => {
    await open(needs);
    const { name } = await create();
    now = new Date('2026-03-20T02:00:00Z');
    await on.store.fireDue();
    expect((await records.get(name, by)).waiting).toMatchObject({ desk: '140930100001' });
    await merge();
    await on.store.moveMerged();
    expect((await records.get(name, by)).waiting).toMatchObject({ desk: '140930101002', escalations: 1 });
  });

  it('are not begun there any more', async () => {
    await open(needs);
    await merge();
    expect(await reasonOf(create())).toBe('DIVISION_MERGED');
    expect(await reasonOf(create({ division: to }))).toBe('answered');
  });

  it('move once, where two replicas move them at the same time', async () => {
    await open(needs);
    const replica = await on.replica();
    replica.store.open(needs);
    const names = (await Promise.all(Array.from({ length: 30 }, () => create()))).map(({ name }) => name);
    await merge();
    await replica.store.lookForMergers();
    await Promise.all([on.store.moveMerged(), replica.store.moveMerged()]);
    const etags = await Promise.all(names.map(async (name) => (await records.get(name, by)).etag));
    expect(etags).toEqual(names.map(() => '2'));
  });

  it('move by themselves, also those that were under way when it was merged, with two replicas', async () => {
    await open(needs);
    const replica = await on.replica();
    replica.store.open(needs);
    await Promise.all(Array.from({ length: 300 }, () => create()));
    merged = [{ code: from, mergedInto: to }];
    // The successor is not known yet to this one.
    const underWay = create();
    for (const { store } of [on, replica]) store.onApplicationBootstrap();
    const { name } = await underWay;
    const lying = async (): Promise<number> => records.documents.countDocuments({ division: from });
    await eventually(async () => expect(await lying()).toBe(0), 60_000);
    expect(await divisionsOf([name])).toEqual([to]);
    await eventually(async () => {
      const entries = await Array.fromAsync(on.journal.all());
      expect(entries.filter(({ type }) => type === 'needs.moved')).toHaveLength(301);
    });
    expect([...on.complaints, ...replica.complaints]).toEqual([]);
  }, 90_000);

  it('move a page at a look, and it says so while more may lie in any of the divisions', async () => {
    await open(needs);
    await Promise.all(Array.from({ length: 201 }, () => create()));
    await create({ division: elsewhere });
    merged = [from, elsewhere].map((code) => ({ code, mergedInto: to, stateTime: now }));
    await on.store.lookForMergers();
    const lying = (division: string) => records.documents.countDocuments({ division });
    expect(await on.store.moveMerged()).toBe(true);
    expect([await lying(from), await lying(elsewhere), await lying(to)]).toEqual([1, 0, 201]);
    expect(await on.store.moveMerged()).toBe(false);
    expect([await lying(from), await lying(to)]).toEqual([0, 202]);
  });

  it('end where the successor has one of its own', async () => {
    await open(oneEach);
    const [first, second, alone] = [
      await create({ division: to }),
      await create(),
      await create({ category: 'repairs' }),
    ];
    await merge();
    await on.store.moveMerged();
    await on.store.moveMerged();
    expect(await records.get(first.name, by)).toMatchObject({ etag: '1', state: Need_State.DRAFTED });
    expect(await records.get(second.name, by)).toMatchObject({
      etag: '2',
      state: Need_State.MERGED,
      mergedInto: nameOf('needs', to),
    });
    expect(await records.get(alone.name, by)).toMatchObject({ etag: '2', division: to });
    expect(on.complaints).toEqual([]);
  });

  it.each([
    ['when the merger took effect', '2026-03-05T02:00:00Z', '2026-03-05T02:00:00Z'],
    ['never before the step before it', '2026-03-01T02:00:00Z', '2026-03-03T02:00:00Z'],
  ])('end %s', async (_, took, ended) => {
    await open(oneEach);
    await create({ division: to });
    const { name } = await create();
    now = new Date('2026-03-09T02:00:00Z');
    await merge(new Date(took));
    await on.store.moveMerged();
    expect(await records.get(name, by)).toMatchObject({ state: Need_State.MERGED, stateTime: new Date(ended) });
  });

  it('stay where they are while nobody can say what was merged', async () => {
    await open(needs);
    const { name } = await create();
    await merge();
    told = () => Promise.reject(new Error('the peer is away'));
    await expect(on.store.lookForMergers()).rejects.toThrow('the peer is away');
    expect(await reasonOf(create())).toBe('DIVISION_MERGED');
    await on.store.moveMerged();
    expect(await divisionsOf([name])).toEqual([to]);
  });
});
