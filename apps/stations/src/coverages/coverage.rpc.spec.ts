import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { StationName } from '@doorstep/contracts/names.js';
import { Compound_Kind as Kind } from '@doorstep/contracts/stations/v1/compound.js';
import { Coverage_State as State } from '@doorstep/contracts/stations/v1/coverage.js';
import { eventually, reasonOf } from '@doorstep/testing/boot';
import { change, chen, Stories, sun, wu } from '../stories.example.js';
import { coverage } from './coverage.example.js';

const [here, beside, bare] = ['1409301000010001', '1409301000010002', '1409301000010003'];

describe('CoverageService', () => {
  let stories: Stories;
  let station: StationName;
  const cover = (over = {}, more = {}, by = wu) =>
    stories.as(by).createCoverage({ coverage: coverage({ station, ...over }), requestId: randomUUID(), ...more });
  const uncovered = async () => {
    const { compounds } = await stories.as(wu).listCompounds({ filter: 'covered = "false"' });
    return compounds.map(({ division }) => division);
  };

  beforeAll(async () => {
    stories = await Stories.begin();
    await stories.template();
    station = await stories.operating(here);
    await stories.compound(beside, Kind.OLD);
    await stories.compound(bare, Kind.OLD);
  });
  afterAll(() => stories.close());

  it('one station serves several compounds, and those without one are named', async () => {
    expect(await uncovered()).toEqual([here, beside, bare]);
    await cover({ division: here });
    const { name } = await cover({ division: beside });
    await eventually(async () => expect(await uncovered()).toEqual([bare]));
    await stories.as(wu).suspendStation({ ...change(station), reason: '装修' });
    await eventually(async () => expect(await uncovered()).toEqual([here, beside, bare]));
    await stories.as(wu).resumeStation(change(station));
    await eventually(async () => expect(await uncovered()).toEqual([bare]));
    expect(await reasonOf(stories.as(wu).endCoverage({ ...change(name), reason: '撤并' }))).toBe('COVERAGE_REVERSED');
    expect(await reasonOf(stories.as(wu).renewCoverage(change(name)))).toBe('COVERAGE_OVERLAPS');
  });

  it('ends, and begins again when it is over', async () => {
    const { name } = await cover({ division: bare }, { effectiveTime: new Date('2025-03-04T04:00Z') });
    const at = (day: string) => ({ ...change(name), effectiveTime: new Date(`${day}T04:00Z`) });
    const end = (day: string) => stories.as(wu).endCoverage({ ...at(day), reason: '撤并' });
    expect(await reasonOf(end('2025-03-03'))).toBe('EFFECTIVE_BEFORE_PREVIOUS');
    expect(await reasonOf(end('2099-01-01'))).toBe('EFFECTIVE_IN_FUTURE');
    expect(await end('2025-06-01')).toMatchObject({ state: State.ENDED });
    expect(await reasonOf(stories.as(wu).renewCoverage(at('2025-05-31')))).toBe('EFFECTIVE_BEFORE_PREVIOUS');
    expect((await stories.as(wu).renewCoverage(at('2025-09-01'))).periods).toEqual([
      { fromDay: '2025-03-04', untilDay: '2025-06-01' },
      { fromDay: '2025-09-01', untilDay: '' },
    ]);
    await eventually(async () => expect(await uncovered()).toEqual([]));
  });

  it('is not renewed once its station closed, and that is what is said', async () => {
    const closing = await stories.operating('1409301000010004');
    const { name } = await cover({ station: closing, division: '1409301000010004' });
    await stories.as(wu).closeStation({ ...change(closing), reason: '撤并' });
    await eventually(async () => expect((await stories.as(wu).getCoverage({ name })).state).toBe(State.ENDED));
    expect(await reasonOf(stories.as(wu).renewCoverage(change(name)))).toBe('STATION_CLOSED');
  });

  it.each([
    { what: 'the same pair again', over: { division: here }, by: wu, want: 'ALREADY_EXISTS' },
    { what: 'a compound that nobody surveyed', over: { division: '1409301000010009' }, by: wu, want: 'NOT_FOUND' },
    { what: 'a station that there is not', over: { station: 'stations/none' }, by: wu, want: 'NOT_FOUND' },
    { what: 'a station elsewhere', over: {}, by: sun, want: 'NOT_FOUND' },
    { what: 'a station, by the community', over: {}, by: chen, want: 'NOT_PERMITTED' },
    { what: 'no compound', over: { division: '' }, by: wu, want: 'INVALID' },
  ])('refuses $what: $want', async ({ over, by, want }) => {
    expect(await reasonOf(cover(over, {}, by))).toBe(want);
  });
});
