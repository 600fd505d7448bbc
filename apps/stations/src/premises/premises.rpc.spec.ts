import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { PremisesName, StationName } from '@doorstep/contracts/names.js';
import { Compound_Kind as Kind } from '@doorstep/contracts/stations/v1/compound.js';
import { Premises_Source as Source, Premises_State as State } from '@doorstep/contracts/stations/v1/premises.js';
import { reasonOf } from '@doorstep/testing/boot';
import { change, chen, Stories, sun, wu, zhao } from '../stories.example.js';
import { premises } from './premises.example.js';

const [aged, fresh] = ['1409301000010001', '1409301000010002'];

describe('PremisesService', () => {
  let stories: Stories;
  let building: StationName;
  const list = (over = {}, by = chen) =>
    stories.as(by).createPremises({ premises: premises(over), requestId: randomUUID() });

  beforeAll(async () => {
    stories = await Stories.begin();
    await stories.compound(aged, Kind.OLD);
    await stories.compound(fresh, Kind.NEW);
    building = await stories.building(aged, { model: true });
  });
  afterAll(() => stories.close());

  it('are merged into a station, several into one, and taken back', async () => {
    const names: PremisesName[] = [];
    for (const source of [Source.IDLE_PUBLIC_ROOM, Source.PROPERTY_OFFICE, Source.RESIDENT_UNIT]) {
      const { name } = await list({ source });
      expect(await stories.as(wu).mergePremises({ ...change(name), station: building })).toMatchObject({
        state: State.MERGED,
        station: building,
        model: true,
      });
      names.push(name);
    }
    expect((await stories.as(wu).getStation({ name: building })).premises).toEqual(names);
    const [first = ''] = names;
    const release = { ...change(first), reason: '协议终止' };
    expect(await stories.as(wu).releasePremises(release)).toMatchObject({ state: State.LISTED, station: '' });
    expect(await stories.as(wu).releasePremises(release)).toMatchObject({ state: State.LISTED });
    expect((await stories.as(wu).getStation({ name: building })).premises).toEqual(names.slice(1));
    expect(await reasonOf(stories.as(wu).releasePremises({ ...change(first), reason: '再来' }))).toBe('WRONG_STATE');
  });

  it.each([
    { what: 'of a new compound', over: { division: fresh }, by: chen, want: 'PREMISES_OF_OLD_COMPOUNDS' },
    { what: 'of no compound', over: { division: '1409301000010009' }, by: chen, want: 'NOT_FOUND' },
    { what: 'elsewhere', over: {}, by: sun, want: 'NOT_FOUND' },
    { what: 'by a grid worker', over: {}, by: zhao, want: 'NOT_PERMITTED' },
    { what: 'of no size', over: { areaM2: 0 }, by: chen, want: 'INVALID' },
    { what: 'of negative size', over: { areaM2: -60 }, by: chen, want: 'INVALID' },
    { what: 'of nobody', over: { source: Source.UNSPECIFIED }, by: chen, want: 'INVALID' },
    { what: 'until a day that is none', over: { agreementExpiry: '2026-02-29' }, by: chen, want: 'INVALID' },
    { what: 'for ever', over: { agreementExpiry: '' }, by: chen, want: 'INVALID' },
  ])('refuses premises $what: $want', async ({ over, by, want }) => {
    expect(await reasonOf(list(over, by))).toBe(want);
  });

  it.each<{ what: string; over: object; into?: object; by: typeof wu; want: string }>([
    { what: 'a station that there is not', over: {}, into: { station: 'stations/none' }, by: wu, want: 'NOT_FOUND' },
    { what: 'a name that is none', over: {}, into: { station: 'binhe' }, by: wu, want: 'INVALID' },
    { what: 'a station, too late', over: { agreementExpiry: '2020-01-01' }, by: wu, want: 'AGREEMENT_OVER' },
    { what: 'a station, by the community', over: {}, by: chen, want: 'NOT_PERMITTED' },
  ])('refuses to merge them into $what: $want', async ({ over, into, by, want }) => {
    const { name } = await list(over);
    expect(await reasonOf(stories.as(by).mergePremises({ ...change(name), station: building, ...into }))).toBe(want);
    expect((await stories.as(wu).getPremises({ name })).state).toBe(State.LISTED);
  });

  it('go to one station only, however many ask', async () => {
    const { name } = await list();
    const merge = () => reasonOf(stories.as(wu).mergePremises({ ...change(name), station: building }));
    const answers = await Promise.all(Array.from({ length: 10 }, merge));
    expect(answers.filter((answer) => answer === 'answered')).toHaveLength(1);
    expect(answers.filter((answer) => answer === 'WRONG_STATE')).toHaveLength(9);
  });
});
