import type { StationName } from '@doorstep/contracts/names.js';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Store } from '@doorstep/store';
import { eventually, reasonOf } from '@doorstep/testing/boot';
import { compound } from '../compounds/compound.example.js';
import { coverage } from '../coverages/coverage.example.js';
import { change, Stories, wang } from '../stories.example.js';

/** Two compounds of one community; the first is merged, once into a new code and once into the other. */
describe('compounds that are merged', () => {
  let stories: Stories;
  const [first, second, moved] = ['1409301000010001', '1409301000010002', '1409301000010009'];
  const merge = (code: string, into: string) =>
    stories.as(wang).mergeDivision({ ...change(`divisions/${code}`), into: `divisions/${into}` });
  const survey = async (code: string) => stories.as(wang).getCompound({ name: `compounds/${code}` });
  const cover = (station: StationName, division: string) =>
    stories.as(wang).createCoverage({ coverage: coverage({ station, division }), requestId: randomUUID() });

  beforeAll(async () => {
    stories = await Stories.begin();
    await stories.template();
    for (const code of [first, second]) await cover(await stories.operating(code), code);
    await eventually(async () => expect((await survey(first)).covered).toBe(true));
    await stories.place(moved);
  });
  afterAll(() => stories.close());

  it('keep their survey where the other place has none, and its stations with it', async () => {
    await merge(first, moved);
    await stories.app.get(Store).moveMerged();
    expect(await survey(first)).toMatchObject({ division: moved, state: 'STATE_DECIDED', covered: true });
    const { stations } = await stories.as(wang).listStations({ filter: `division = "${moved}"` });
    expect(stations).toHaveLength(1);
    const again = stories.as(wang).createCompound({ compound: compound({ division: moved }), requestId: randomUUID() });
    expect(await reasonOf(again)).toBe('ALREADY_EXISTS');
  });

  it('give it up for that of the other, and count once', async () => {
    await merge(moved, second);
    await stories.app.get(Store).moveMerged();
    expect(await survey(first)).toMatchObject({ division: moved, state: 'STATE_MERGED', mergedInto: second });
    expect(await survey(second)).toMatchObject({ division: second, state: 'STATE_DECIDED' });
    const { stations } = await stories.as(wang).listStations({ filter: `division = "${second}"` });
    expect(stations).toHaveLength(2);
    expect(await reasonOf(cover(stations[0]?.name ?? '', moved))).toBe('DIVISION_MERGED');
  });
});
