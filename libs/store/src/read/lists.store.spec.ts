import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Need_State as State, type Need } from '@doorstep/contracts/matching/v1/need.js';
import { audience } from '@doorstep/domain';
import { waiting } from '@doorstep/events';
import { reasonOf } from '@doorstep/testing';
import type { Repository } from '../write/repository.js';
import { listsOf } from './lists.js';
import { nounOf } from '../mapping/noun.js';
import { caller, need, needs, request, testStore, type TestStore } from '../wiring/store.example.js';

describe('lists', () => {
  let at: TestStore;
  let records: Repository<Need>;
  const townships = 10;
  const each = 200;

  beforeAll(async () => {
    at = await testStore();
    records = at.store.open(needs);
    await at.store.onModuleInit();
    const { name } = await records.create(request(), caller(), () => need());
    const document = await records.load(name);
    await records.documents.insertMany(
      Array.from({ length: townships * each }, (_, i) => {
        const division = `1409301${String(i % townships).padStart(2, '0')}0010001`;
        const path = [6, 9, 12, 16].map((length) => audience.division(division.slice(0, length)));
        const instant = new Date(Date.UTC(2025, 0, 1) + i * 60_000);
        return {
          ...document,
          _id: `needs/i${String(i)}`,
          _ev: [],
          _req: [{ k: `k${String(i)}`, mac: '', v: 1 }],
          _aud: ['*', ...path, audience.owner(`u${String(i % 7)}`)],
          division,
          createTime: instant,
          updateTime: instant,
          dueTime: instant,
          state: i % 3 ? State.LISTED : State.DRAFTED,
          category: i % 2 ? 'elder-care' : 'parking',
        };
      }),
    );
  });
  afterAll(() => at.close());

  const scopes = [
    { who: 'county', scope: [audience.division('140930')] },
    { who: 'township', scope: [audience.division('140930103')] },
    { who: 'three divisions', scope: ['140930101', '140930103', '140930105001'].map(audience.division) },
    { who: 'owner', scope: [audience.owner('u3')] },
    { who: 'service', scope: 'everywhere' as const },
  ];
  const asks = [
    { filter: '', orderBy: '' },
    { filter: 'state = "LISTED" AND category = "elder-care"', orderBy: 'create_time desc' },
    { filter: 'state = "LISTED"', orderBy: 'due_time' },
    { filter: 'update_time >= "2025-01-01T02:00:00Z"', orderBy: '' },
    { filter: 'update_time >= 2025-01-01T10:00:00+08:00', orderBy: 'update_time' },
  ];

  it.each(scopes.flatMap((scope) => asks.map((ask) => ({ ...scope, ...ask }))))(
    'an index serves $who asking "$filter" by "$orderBy": keys examined are rows returned',
    async ({ scope, filter, orderBy }) => {
      const query = listsOf(nounOf(needs), new Uint8Array(32))(
        { pageSize: 20, pageToken: '', filter, orderBy },
        caller({ scope }),
      );
      const plan = await records.documents.find(query.filter).sort(query.sort).limit(20).explain('executionStats');
      const { nReturned, totalKeysExamined, totalDocsExamined } = plan['executionStats'];
      expect(nReturned).toBe(20);
      const keys = scope === 'everywhere' ? 1 : scope.length;
      expect(totalKeysExamined).toBeLessThanOrEqual(20 + 2 * keys);
      expect(totalDocsExamined).toBeLessThanOrEqual(20 + keys);
      expect(JSON.stringify(plan['queryPlanner'].winningPlan)).not.toContain('"SORT"');
    },
  );

  it.each(scopes)('pages for $who are complete, in order and without repeats', async ({ scope }) => {
    const seen: string[] = [];
    const by = caller({ scope });
    for (let pageToken = ''; ;) {
      const page = await records.list({ pageSize: 37, pageToken, filter: '', orderBy: '' }, by);
      seen.push(...page.items.map(({ name }) => name));
      pageToken = page.nextPageToken;
      if (pageToken === '') break;
    }
    const keys = scope === 'everywhere' ? ['*'] : scope;
    const all = await records.documents
      .find({ _aud: { $in: keys } })
      .sort({ createTime: -1, _id: -1 })
      .toArray();
    expect(seen).toEqual(all.map(({ _id }) => _id));
  });

  const inTownship = '140930103';
  const below = (division: string) => ({ _aud: audience.division(division) });
  it.each([
    { who: 'county', scope: [audience.division('140930')], division: inTownship, want: below(inTownship) },
    { who: 'township', scope: [audience.division(inTownship)], division: '140930', want: below(inTownship) },
    { who: 'township', scope: [audience.division(inTownship)], division: '1409301030010001', want: below(inTownship) },
    { who: 'township', scope: [audience.division(inTownship)], division: '140930104', want: { _id: 'none' } },
    { who: 'service', scope: 'everywhere' as const, division: inTownship, want: below(inTownship) },
    {
      who: 'owner',
      scope: [audience.owner('u3')],
      division: inTownship,
      want: { _aud: { $all: [audience.owner('u3'), audience.division(inTownship)] } },
    },
  ])('a division of $division shows $who what lies there or below', async ({ scope, division, want }) => {
    const by = caller({ scope });
    const filter = `division = "${division}"`;
    const { items } = await records.list({ pageSize: 200, pageToken: '', filter, orderBy: '' }, by);
    const all = await records.documents.find(want).sort({ createTime: -1, _id: -1 }).limit(200).toArray();
    expect(items.map(({ name }) => name)).toEqual(all.map(({ _id }) => _id));
    expect(await records.count({ filter }, by)).toEqual({
      count: await records.documents.countDocuments(want),
      more: false,
    });
  });

  it('what changed since an instant comes in the order of its changes', async () => {
    const since = new Date(Date.UTC(2025, 0, 1) + 1_990 * 60_000);
    const asked = { pageSize: 7, pageToken: '', filter: `update_time >= "${since.toISOString()}"`, orderBy: '' };
    const by = caller({ scope: 'everywhere' });
    const first = await records.list(asked, by);
    const second = await records.list({ ...asked, pageToken: first.nextPageToken }, by);
    const found = [...first.items, ...second.items].map(({ name }) => name);
    const all = await records.documents
      .find({ updateTime: { $gte: since } })
      .sort({ updateTime: 1, _id: 1 })
      .toArray();
    expect(found).toEqual(all.map(({ _id }) => _id));
  });

  it.each([
    { filter: 'update_time = "2025-01-01T00:00:00Z"', want: 'FILTER_VALUE' },
    { filter: 'update_time >= "soon"', want: 'FILTER_VALUE' },
    { filter: 'update_time >= "2026"', want: 'FILTER_VALUE' },
    { filter: 'update_time >= "2026-03-07T10:00:00"', want: 'FILTER_VALUE' },
    { filter: 'update_time >= "2026-02-30T00:00:00Z"', want: 'FILTER_VALUE' },
    { filter: 'division >= "140930100"', want: 'FILTER_VALUE' },
    { filter: 'state >= "LISTED"', want: 'FILTER_VALUE' },
    { filter: 'division = "14093"', want: 'FILTER_VALUE' },
    { filter: 'update_time >= "2025-01-01T00:00:00Z" AND state = "LISTED"', want: 'FILTER_NOT_SERVED' },
    { filter: 'update_time >= "2025-01-01T00:00:00Z"', orderBy: 'create_time desc', want: 'FILTER_NOT_SERVED' },
    { filter: 'title = "x"', want: 'FILTER_NOT_SERVED' },
  ])('refuses $filter in the order of $orderBy: $want', async ({ filter, orderBy = '', want }) => {
    expect(await reasonOf(records.list({ pageSize: 0, pageToken: '', filter, orderBy }, caller()))).toBe(want);
  });

  it.each([
    { filter: '', want: 2001 },
    { filter: 'state = "LISTED" AND category = "elder-care"', want: 667 },
  ])('counts "$filter" without reading a record', async ({ filter, want }) => {
    const by = caller({ scope: [audience.division('140930')] });
    expect(await records.count({ filter }, by)).toEqual({ count: want, more: false });
  });

  it('the relay finds waiting events by an index', async () => {
    const plan = await records.documents.find(waiting).limit(500).explain('executionStats');
    expect(plan['executionStats'].totalDocsExamined).toBe(plan['executionStats'].nReturned);
  });

  it('timers find due clocks by an index', async () => {
    const plan = await records.documents
      .find({ _next: { $lte: new Date('2099-01-01') } })
      .sort({ _next: 1 })
      .limit(10)
      .explain('executionStats');
    expect(plan['executionStats'].totalDocsExamined).toBe(plan['executionStats'].nReturned);
  });
});
