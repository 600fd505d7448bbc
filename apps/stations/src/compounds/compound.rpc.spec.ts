import type { CompoundName } from '@doorstep/contracts/names.js';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  Compound_Decision as Decision,
  Compound_Gate_Kind as Gate,
  Compound_Kind as Kind,
  Compound_State as State,
} from '@doorstep/contracts/stations/v1/compound.js';
import { Location_Datum as Datum } from '@doorstep/contracts/places/v1/location.js';
import { person, reasonOf } from '@doorstep/testing/boot';
import { change, chen, li, Stories, sun, wang, wu, zhao } from '../stories.example.js';
import { place } from '../locations/location.example.js';
import { compound } from './compound.example.js';

describe('CompoundService', () => {
  let stories: Stories;
  let last = 0;
  const plan = (over = {}, by = chen) =>
    stories.as(by).createCompound({ compound: compound(over), requestId: randomUUID() });
  /** A compound that is recorded and planned. */
  const planned = async () => {
    last += 1;
    const division = `14093010000101${String(last).padStart(2, '0')}`;
    await stories.place(division);
    return (await plan({ division })).name;
  };
  const wgs = { longitude: 111.148688, latitude: 39.384083, datum: Datum.WGS_84 };
  const counted = { households: 300, residents: 800, idleAreaM2: 120 };

  beforeAll(async () => {
    stories = await Stories.begin();
    await stories.place('1409301000010001');
  });
  afterAll(() => stories.close());

  it('is surveyed, classified and decided by those whose part it is', async () => {
    const name = await planned();
    await stories.as(chen).surveyCompound({ ...change(name), ...counted });
    await stories.as(chen).classifyCompound({ ...change(name), kind: Kind.NEW });
    const decided = await stories.as(wu).decideCompound({ ...change(name), decision: Decision.BUILD });
    expect(decided).toMatchObject({ ...counted, state: State.DECIDED, kind: Kind.NEW, decision: Decision.BUILD });
    const pass = { ...change(name), gate: Gate.APPROVAL, evidence: 'evidence/minutes-1' } as const;
    expect((await stories.as(wu).passCompound(pass)).gates).toMatchObject([{ kind: Gate.APPROVAL, passedBy: 'wu' }]);
    const back = { ...change(name), reason: '规划变更' };
    expect(await stories.as(wu).reconsiderCompound(back)).toMatchObject({ state: State.CLASSIFIED, gates: [] });
  });

  it('stands where somebody said, in WGS 84, with a mark of what it was given in', async () => {
    await stories.place('1409301000010150');
    const begun = await plan({ division: '1409301000010150', location: place });
    expect(begun.location).toEqual({ ...wgs, givenDatum: Datum.GCJ_02 });
    // What was answered may be sent back.
    const again = await stories.as(chen).locateCompound({ ...change(begun.name), location: begun.location });
    expect(again.location).toEqual({ ...wgs, givenDatum: Datum.WGS_84 });
  });

  it.each([
    { what: 'longitude and latitude in each other’s place', over: { longitude: 39.385213, latitude: 111.155268 } },
    { what: 'a place at sea', over: { latitude: 17.9 } },
    { what: 'no place', over: { longitude: 0, latitude: 0 } },
    { what: 'no number', over: { longitude: Number.NaN } },
    { what: 'numbers of which nobody says the datum', over: { datum: Datum.UNSPECIFIED } },
  ])('refuses $what', async ({ over }) => {
    const location = { ...place, ...over };
    expect(await reasonOf(stories.as(chen).locateCompound({ ...change(await planned()), location }))).toBe('INVALID');
  });

  it('is planned once', async () => {
    await plan();
    expect(await reasonOf(plan())).toBe('ALREADY_EXISTS');
  });

  it.each([
    { what: 'a division that there is not', over: { division: '1409301000019999' }, by: chen, want: 'NOT_FOUND' },
    { what: 'a community', over: { division: '140930100001' }, by: chen, want: 'SURVEY_NEEDS_A_COMPOUND' },
    { what: 'no division', over: { division: '' }, by: chen, want: 'INVALID' },
    { what: 'no code', over: { division: '14093' }, by: chen, want: 'INVALID' },
    { what: 'a place elsewhere', over: { division: '1409301000010001' }, by: sun, want: 'NOT_FOUND' },
    { what: 'a place, by a grid worker', over: {}, by: zhao, want: 'NOT_PERMITTED' },
    { what: 'a place, by a resident', over: {}, by: li, want: 'NOT_PERMITTED' },
  ])('refuses to plan $what: $want', async ({ over, by, want }) => {
    expect(await reasonOf(plan(over, by))).toBe(want);
  });

  it.each([
    { what: 'households of none', step: (name: CompoundName) => ({ ...change(name), ...counted, households: 0 }) },
    { what: 'an area below nothing', step: (name: CompoundName) => ({ ...change(name), ...counted, idleAreaM2: -1 }) },
    {
      what: 'more residents than fit',
      step: (name: CompoundName) => ({ ...change(name), ...counted, residents: 100_001 }),
    },
  ])('refuses a survey of $what', async ({ step }) => {
    expect(await reasonOf(stories.as(chen).surveyCompound(step(await planned())))).toBe('INVALID');
  });

  it('refuses a kind that is none, a decision that is none, and evidence that is none', async () => {
    const name = await planned();
    const by = stories.as(wu);
    expect(await reasonOf(by.classifyCompound({ ...change(name), kind: Kind.UNSPECIFIED }))).toBe('INVALID');
    expect(await reasonOf(by.decideCompound({ ...change(name), decision: Decision.UNSPECIFIED }))).toBe('INVALID');
    const none: object = { evidence: 'minutes.pdf' };
    const pass = { ...change(name), gate: Gate.APPROVAL, ...none };
    expect(await reasonOf(by.passCompound(pass))).toBe('INVALID');
  });

  it('is decided by the township, not by the community', async () => {
    const name = await planned();
    const decide = (by: typeof wu) =>
      reasonOf(stories.as(by).decideCompound({ ...change(name), decision: Decision.BUILD }));
    expect(await decide(chen)).toBe('NOT_PERMITTED');
    expect(await decide(sun)).toBe('NOT_FOUND');
    expect(await decide(wu)).toBe('WRONG_STATE');
  });

  it('gives one gate to exactly one of many', async () => {
    await stories.compound('1409301000010201', Kind.NEW);
    const name = 'compounds/1409301000010201';
    await stories.as(wang).reconsiderCompound({ ...change(name), reason: '重新定策' });
    await stories.as(wang).decideCompound({ ...change(name), decision: Decision.BUILD });
    const pass = () => stories.as(wu).passCompound({ ...change(name), gate: Gate.APPROVAL, evidence: 'evidence/e1' });
    const answers = await Promise.all(Array.from({ length: 20 }, () => reasonOf(pass())));
    expect(answers.filter((answer) => answer === 'answered')).toHaveLength(1);
    expect(answers.filter((answer) => answer === 'GATE_PASSED_ALREADY')).toHaveLength(19);
  });

  it.each([
    { filter: 'state = "PLANNED"' },
    { filter: 'kind = "NEW"' },
    { filter: 'covered = "false"' },
    { filter: '' },
  ])('lists by division: $filter', async ({ filter }) => {
    const { compounds } = await stories.as(wu).listCompounds({ filter });
    const codes = compounds.map(({ division }) => division);
    expect(codes.length).toBeGreaterThan(0);
    expect([...codes].sort()).toEqual(codes);
  });

  it('is seen by residents of its compound alone', async () => {
    const name = 'compounds/1409301000010001';
    const seen = (code: string) => reasonOf(stories.as(person('li', code, ['resident'])).getCompound({ name }));
    expect(await seen('1409301000010001')).toBe('answered');
    expect(await seen('1409301000010002')).toBe('NOT_FOUND');
  });
});
