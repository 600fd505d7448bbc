import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Need_State as State } from '@doorstep/contracts/matching/v1/need.js';
import { eventually, person, reasonOf } from '@doorstep/testing/boot';
import { need } from './need.example.js';
import { change, filer, manager, nowhere, runNeeds, type Needs } from './needs.example.js';

describe('mergers of needs', () => {
  let app: Needs['app'];
  let file: Needs['file'];

  beforeAll(async () => {
    ({ app, file } = await runNeeds());
  });
  afterAll(() => app.close());

  it('merges a duplicate into the need that it repeats', async () => {
    const [one, other] = [await file(), await file()];
    expect(await app.as(manager).mergeNeed({ ...change(one), into: other.name })).toMatchObject({
      state: State.MERGED,
      mergedInto: other.name,
    });
    expect(await reasonOf(app.as(manager).mergeNeed({ ...change(other), into: one.name }))).toBe('MERGED_INTO_MERGED');
  });

  it('keeps a draft for which others stand, and moves no need to a division that nobody recorded', async () => {
    const [one, other] = [await file(), await file()];
    await app.as(manager).mergeNeed({ ...change(one), into: other.name });
    expect(await reasonOf(app.as(filer).deleteNeed(change(other)))).toBe('OTHERS_MERGED_INTO');
    await app.as(manager).unmergeNeed({ ...change(one), reason: '并非同一需求' });
    const patch = { name: one.name, station: '' as const, division: nowhere };
    const moved = { need: need(patch), updateMask: ['division'], requestId: randomUUID() };
    expect(await reasonOf(app.as(filer).updateNeed(moved))).not.toBe('answered');
    expect(await reasonOf(app.as(filer).deleteNeed(change(other)))).toBe('answered');
  });

  it('either merges into a draft or lets its filer take it back, whoever comes first', async () => {
    for (let round = 0; round < 5; round += 1) {
      const [one, other] = [await file(), await file()];
      const outcomes = await Promise.all([
        reasonOf(app.as(manager).mergeNeed({ ...change(one), into: other.name })),
        reasonOf(app.as(filer).deleteNeed(change(other))),
      ]);
      expect([
        ['answered', 'OTHERS_MERGED_INTO'],
        ['NOT_FOUND', 'answered'],
      ]).toContainEqual(outcomes);
    }
  });

  it('leaves no chain: what was merged points at the last', async () => {
    const [one, other, last] = [await file(), await file(), await file()];
    await app.as(manager).mergeNeed({ ...change(one), into: other.name });
    await app.as(manager).mergeNeed({ ...change(other), into: last.name });
    await eventually(async () =>
      expect(await app.as(manager).getNeed({ name: one.name })).toMatchObject({
        state: State.MERGED,
        mergedInto: last.name,
      }),
    );
  });

  it('parts what was merged by mistake, and shows what it may repeat', async () => {
    const title = `漏水维修${randomUUID().slice(0, 8)}`;
    const [one, other] = [await file({ title, category: 'repairs' }), await file({ title, category: 'repairs' })];
    await file({ title, category: 'elder-care' });
    const likely = async () => (await app.as(manager).listNeedDuplicates({ name: one.name })).duplicates;
    expect(await likely()).toMatchObject([{ need: other.name, titleLikeness: 1, windowsMeet: true, daysApart: 0 }]);
    await app.as(manager).mergeNeed({ ...change(other), into: one.name });
    expect(await likely()).toEqual([]);
    expect(await reasonOf(app.as(manager).unmergeNeed(change(other)))).toBe('REASON_REQUIRED');
    const parted = await app.as(manager).unmergeNeed({ ...change(other), reason: '两户各自漏水' });
    expect(parted).toMatchObject({ state: State.DRAFTED, mergedInto: '' });
    expect(await likely()).toHaveLength(1);
    const again = { ...change(other), reason: '两户各自漏水' };
    expect(await reasonOf(app.as(manager).unmergeNeed(again))).toBe('WRONG_STATE');
    const elsewhere = person('sun', '140930101');
    expect(await reasonOf(app.as(elsewhere).listNeedDuplicates({ name: one.name }))).toBe('NOT_FOUND');
  });

  it('lets only one of two needs merge into the other', async () => {
    const [one, other] = [await file(), await file()];
    const both = [
      app.as(manager).mergeNeed({ ...change(one), into: other.name }),
      app.as(manager).mergeNeed({ ...change(other), into: one.name }),
    ];
    expect((await Promise.all(both.map(reasonOf))).sort()).toEqual(['MERGED_INTO_MERGED', 'answered']);
  });
});
