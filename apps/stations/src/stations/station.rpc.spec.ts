import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Compound_Kind as Kind } from '@doorstep/contracts/stations/v1/compound.js';
import { Station_State as State } from '@doorstep/contracts/stations/v1/station.js';
import { person, reasonOf } from '@doorstep/testing/boot';
import { chain, change, chen, li, Stories, sun, wang, wu, zhao } from '../stories.example.js';
import { station } from './station.example.js';

const fresh = '1409301000010001';
const aged = '1409301000010002';

describe('StationService', () => {
  let stories: Stories;
  const propose = (over = {}, by = wu) =>
    stories.as(by).createStation({ station: station(over), requestId: randomUUID() });

  beforeAll(async () => {
    stories = await Stories.begin();
    await stories.template();
    await stories.compound(fresh, Kind.NEW);
    await stories.compound(aged, Kind.OLD);
  });
  afterAll(() => stories.close());

  it('is built step by step, and opens when somebody answers for it', async () => {
    const by = stories.as(wu);
    const { name } = await propose();
    expect(await reasonOf(by.openStation(change(name)))).toBe('WRONG_STATE');
    await by.approveStation(change(name));
    await by.buildStation(change(name));
    expect(await reasonOf(by.acceptStation(change(name)))).toBe('INSPECTION_MISSING');
    await stories.inspect(name, 6);
    expect(await reasonOf(by.acceptStation(change(name)))).toBe('INSPECTION_FAILED');
    const inspection = await stories.inspect(name, 7);
    expect((await by.acceptStation(change(name))).acceptance).toMatchObject({ inspection, passed: 7 });
    expect(await reasonOf(by.openStation(change(name)))).toBe('CHAIN_INCOMPLETE');
    await stories.as(chen).appointStation({ ...change(name), chain: chain() });
    expect((await by.openStation(change(name))).state).toBe(State.OPERATING);
    expect((await by.suspendStation({ ...change(name), reason: '装修' })).state).toBe(State.SUSPENDED);
    expect((await by.resumeStation(change(name))).state).toBe(State.OPERATING);
    expect((await by.closeStation({ ...change(name), reason: '合并' })).state).toBe(State.CLOSED);
  });

  it('of an old compound needs premises', async () => {
    const name = await stories.building(aged);
    await stories.inspect(name, 7);
    expect(await reasonOf(stories.as(wu).acceptStation(change(name)))).toBe('PREMISES_MISSING');
    const premises = await stories.merged(aged, name);
    expect((await stories.as(wu).acceptStation(change(name))).premises).toEqual([premises]);
  });

  it('of a compound that nobody surveyed is not accepted', async () => {
    const code = '1409301000010003';
    await stories.place(code);
    const name = await stories.building(code);
    await stories.inspect(name, 7);
    expect(await reasonOf(stories.as(wu).acceptStation(change(name)))).toBe('NOT_FOUND');
  });

  it.each([
    { over: { division: '1409301000010009' }, by: wu, want: 'NOT_FOUND' },
    { over: {}, by: sun, want: 'NOT_FOUND' },
    { over: {}, by: zhao, want: 'NOT_PERMITTED' },
    { over: { displayName: '站' }, by: wu, want: 'INVALID' },
  ])('refuses to propose: $want', async ({ over, by, want }) => {
    expect(await reasonOf(propose(over, by))).toBe(want);
  });

  it("takes nothing that is the platform's to say", async () => {
    const mine = { premises: ['premises/p1'], compliant: true, inspection: 'inspections/i1', chain: chain() };
    const { name } = await propose(mine);
    const got = await stories.as(wang).getStation({ name });
    expect(got).toMatchObject({ premises: [], compliant: false, inspection: '', chain: undefined });
  });

  it('is seen within its divisions alone', async () => {
    const { name } = await propose();
    const seen = (by: ReturnType<typeof person>) => reasonOf(stories.as(by).getStation({ name }));
    expect(await seen(li)).toBe('answered');
    expect(await seen(person('li', '1409301000010002', ['resident']))).toBe('NOT_FOUND');
    expect(await seen(sun)).toBe('NOT_FOUND');
  });
});
