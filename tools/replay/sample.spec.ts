import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { channels, countyFrom, size, year } from './county.ts';
import { directoryOf } from './people.ts';
import { seed } from './tell.ts';

describe('sample county', () => {
  const county = countyFrom(seed);
  const told = county.needs.filter(({ duplicateOf }) => duplicateOf === undefined);

  it('is the same for the same seed, and another for another', () => {
    expect(countyFrom(seed)).toEqual(county);
    expect(countyFrom(seed + 1)).not.toEqual(county);
  });

  it('has the size of the real one', () => {
    const { townships, compounds, stations, resources } = county;
    expect([townships, compounds, stations, told, resources].map(({ length }) => length)).toEqual([
      11,
      size.compounds,
      size.stations,
      size.needs,
      size.resources,
    ]);
    expect(county.needs).toHaveLength(size.needs + size.duplicates);
    expect(Object.values(channels).reduce((sum, n) => sum + n)).toBe(size.needs);
  });

  it('keeps the places that the report names, and marks the others as made up', () => {
    const real = county.compounds.filter(({ generated }) => !generated).map(({ name }) => name);
    expect(real).toEqual(['隗滨花园小区', '文曲院小区', '教育小区', '幸福小区', '恒苑尚水小区']);
    const stations = county.stations.filter(({ generated }) => !generated);
    expect(stations).toHaveLength(real.length);
  });

  it('has names and codes once each', () => {
    const places = [county.county, ...county.townships, ...county.communities, ...county.compounds];
    expect(new Set(places.map(({ code }) => code)).size).toBe(places.length);
  });

  it('happens on days in order, needs within the year', () => {
    for (const { days } of [...county.needs, ...county.stations]) expect([...days].sort()).toEqual(days);
    expect(told.every(({ days }) => days[0].startsWith(String(year)) && days[2].startsWith(String(year)))).toBe(true);
  });

  it('has the people whom it needs (npm run sample -- --people)', () => {
    const kept: unknown = JSON.parse(
      readFileSync(join(import.meta.dirname, '../../data/people/sample-county.json'), 'utf8'),
    );
    expect(directoryOf(county)).toEqual(kept);
  });
});
