import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FigureServiceService } from '@doorstep/contracts/evaluation/v1/figure.js';
import { addDays } from '@doorstep/domain';
import { DivisionTree, unmerged } from '@doorstep/store';
import { bootService, eventually, person, type Running } from '@doorstep/testing/boot';
import { EvaluationModule } from '../evaluation.module.js';
import { Journals } from '../peers.js';
import { Book } from './figure.example.js';

const [here, there] = ['1409301000010001', '1409301010010001'];
const county = person('wang', '140930', ['county']);

/** Figures that are more than a count: what several records stand for, medians, shares. */
describe('figures of other kinds', () => {
  let app: Running<typeof FigureServiceService>;
  const stations = new Book();
  const figure = (id: string, asked = {}) => app.as(county).getFigure({ name: `figures/${id}`, ...asked });
  const value = async (id: string, asked = {}) => (await figure(id, asked)).value;
  const counted = () => eventually(async () => expect((await figure('grids')).positions[0]?.seq).toBe(stations.length));

  beforeAll(async () => {
    app = await bootService(EvaluationModule, FigureServiceService, [
      [Journals, new Map([['stations', stations]])],
      [DivisionTree, unmerged],
    ]);
  });
  afterAll(() => app.close());

  it('counts a thing once, however many records stand for it, from the first to the last', async () => {
    const programme = (id: string, version: number, day: string, of: string, division = here, effective = day) =>
      stations.write(`programmes/${id}`, version, 'senior_schools', day, division, { of, effective });
    programme('a', 1, '2025-01-10', 'stations/1');
    programme('b', 1, '2025-02-10', 'stations/1');
    programme('c', 1, '2025-03-10', 'stations/2', there);
    programme('a', 2, '', 'stations/1', here, '2025-04-01'); // one of two ends
    programme('b', 1, '2025-02-10', 'stations/1'); // told twice
    await counted();
    expect(await value('senior_schools')).toBe(2);
    expect((await figure('senior_schools')).parts).toMatchObject([
      { dimension: 'division', key: '140930100', value: 1 },
      { dimension: 'division', key: '140930101', value: 1 },
    ]);
    programme('b', 2, '', 'stations/1', here, '2025-06-01'); // the other ends too
    await counted();
    const on = async (toDay: string) => value('senior_schools', { toDay });
    expect(await on('2025-01-09')).toBe(0);
    expect(await on('2025-01-31')).toBe(1);
    expect(await on('2025-05-31')).toBe(2);
    expect(await on('2025-06-01')).toBe(1);
    const { records } = await app.as(county).listFigureRecords({ name: 'figures/senior_schools' });
    expect(records.map(({ record }) => record)).toEqual(['programmes/c']);
  });

  it('takes the median of how many records stand for a thing, in the days asked', async () => {
    const checkin = (worker: string, day: string, week: string, version = 1, counts = true) =>
      stations.write(`gridCheckins/${worker}-${day}`, version, 'grid_days_per_week', counts ? day : '', here, {
        of: `${worker}|${week}`,
        effective: day,
      });
    const days = (n: number, first: number) =>
      Array.from({ length: n }, (_, at) => `2025-03-${String(first + at).padStart(2, '0')}`);
    for (const day of days(4, 3)) checkin('zhao', day, '2025-W10');
    for (const day of days(2, 3)) checkin('han', day, '2025-W10');
    for (const day of days(5, 10)) checkin('zhao', day, '2025-W11');
    await counted();
    expect(await value('grid_days_per_week')).toBe(4); // of 2, 4, 5
    expect(await value('grid_days_per_week', { toDay: '2025-03-09' })).toBe(2); // of 2, 4: the lower
    expect(await value('grid_days_per_week', { fromDay: '2025-03-10' })).toBe(5);
    for (const day of days(3, 10)) checkin('zhao', day, '2025-W11', 2, false); // withdrawn
    await counted();
    expect(await value('grid_days_per_week')).toBe(2); // of 2, 2, 4
    expect((await figure('grid_days_per_week')).parts).toMatchObject([
      { dimension: 'division', key: '140930100', value: 2 },
    ]);
  });

  it('shares one figure in another, also where there is nothing to share', async () => {
    expect(await figure('coverage_rate')).toMatchObject({ value: 0, numerator: 0, denominator: 0 });
    const compound = (id: string, version: number, division: string, covered: boolean) => {
      stations.write(`compounds/${id}`, version, 'compounds_known', '2025-01-10', division);
      stations.write(`compounds/c${id}`, version, 'compounds_covered', covered ? '2025-01-10' : '', division);
    };
    for (const id of ['1', '2', '3']) compound(id, 1, id === '3' ? there : here, id !== '2');
    await counted();
    expect(await figure('coverage_rate')).toMatchObject({ value: 67, numerator: 2, denominator: 3 });
    expect((await figure('coverage_rate')).parts).toMatchObject([
      { dimension: 'division', key: '140930100', value: 50 },
      { dimension: 'division', key: '140930101', value: 100 },
    ]);
    const { records } = await app.as(county).listFigureRecords({ name: 'figures/coverage_rate' });
    expect(records.map(({ record }) => record)).toEqual(['compounds/c1', 'compounds/c3']);
  });

  it('comes to what a plain count comes to, whatever happens in which order', async () => {
    // A fixed sequence of ups and downs of 40 records that stand for 7 things, over a year.
    let at = 1;
    const next = (n: number) => (at = (at * 48_271) % 2_147_483_647) % n;
    const latest = new Map<string, { version: number; from: string; until: string; of: string }>();
    for (let event = 0; event < 400; event += 1) {
      const id = `replications/r${String(next(40))}`;
      const { version = 0, from = '', until = '', of = `place-${String(next(7))}` } = latest.get(id) ?? {};
      const effective = addDays('2025-01-01', Math.floor(event * 0.9));
      const up = next(2) === 0;
      const since = up && (from === '' || until !== '') ? effective : from;
      stations.write(id, version + 1, 'practice_replications', up ? since : '', here, { of, effective });
      const ended = from === '' ? '' : until || effective;
      latest.set(id, { version: version + 1, from: up ? since : from, until: up ? '' : ended, of });
    }
    await counted();
    for (const toDay of ['2025-02-14', '2025-06-30', '2025-09-09', '2025-12-31']) {
      const standing = [...latest.values()].filter(
        ({ from, until }) => from !== '' && from <= toDay && (until === '' || until > toDay),
      );
      expect([toDay, await value('practice_replications', { toDay })]).toEqual([
        toDay,
        new Set(standing.map(({ of }) => of)).size,
      ]);
    }
  });
});
