import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { StationName } from '@doorstep/contracts/names.js';
import { Asset_State as State } from '@doorstep/contracts/stations/v1/asset.js';
import { reasonOf } from '@doorstep/testing/boot';
import { change, chen, li, qian, Stories, sun } from '../stories.example.js';
import { asset } from './asset.example.js';

describe('AssetService', () => {
  let stories: Stories;
  let station: StationName;
  const enter = (over = {}, by = qian) =>
    stories.as(by).createAsset({ asset: asset({ station, ...over }), requestId: randomUUID() });

  beforeAll(async () => {
    stories = await Stories.begin();
    await stories.place('1409301000010001');
    station = await stories.building('1409301000010001');
  });
  afterAll(() => stories.close());

  it('is entered, mended and struck off', async () => {
    const { name } = await enter();
    expect((await stories.as(qian).repairAsset(change(name))).state).toBe(State.REPAIR);
    expect((await stories.as(qian).mendAsset(change(name))).state).toBe(State.IN_USE);
    expect(await reasonOf(stories.as(qian).retireAsset({ ...change(name), reason: '损坏' }))).toBe('NOT_PERMITTED');
    expect((await stories.as(chen).retireAsset({ ...change(name), reason: '损坏' })).state).toBe(State.RETIRED);
  });

  it.each([
    { what: 'of no number', over: { quantity: 0 }, by: qian, want: 'INVALID' },
    { what: 'of negative cost', over: { costFen: -1 }, by: qian, want: 'INVALID' },
    { what: 'of no kind', over: { category: '' }, by: qian, want: 'INVALID' },
    { what: 'of a station elsewhere', over: {}, by: { ...sun, roles: ['community'] as const }, want: 'NOT_FOUND' },
    { what: 'by a resident', over: {}, by: li, want: 'NOT_PERMITTED' },
  ])('is not entered $what: $want', async ({ over, by, want }) => {
    expect(await reasonOf(enter(over, by))).toBe(want);
  });
});
