import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Lunar, Solar } from 'lunar-typescript';
import { addDays, workingCalendar, type Day, type HolidayYear } from '../../libs/domain/src/index.js';
import { openCalendar } from '../../libs/store/src/time/calendar.js';
import { ROOT } from '../platform/platform.ts';
import { statutoryFile, type FeastsOf } from './statutory.ts';

const folder = join(ROOT, 'data/calendar');
const file = readFileSync(join(folder, 'statutory.json'), 'utf8');
const { years } = JSON.parse(file) as { readonly years: readonly FeastsOf[] };

describe('statutory days off', () => {
  it('stand in the file as the script makes them, for 2020 to 2050', () => {
    expect(statutoryFile()).toBe(file);
    expect(years.map(({ year }) => year)).toEqual(Array.from({ length: 31 }, (_, at) => 2020 + at));
  });

  it.each(years)('of $year are those of another almanac', ({ year, days }) => {
    const day = (month: number, at: number): Day => Lunar.fromYmd(year, month, at).getSolar().toYmd();
    const qingming = [4, 5, 6].map((at) => Solar.fromYmd(year, 4, at));
    const first = day(1, 1);
    expect(days['春节']).toEqual((year < 2025 ? [0, 1, 2] : [-1, 0, 1, 2]).map((n) => addDays(first, n)));
    expect(days['清明节']).toEqual(
      qingming.filter((solar) => solar.getLunar().getJieQi() === '清明').map((solar) => solar.toYmd()),
    );
    expect(days['端午节']).toEqual([day(5, 5)]);
    expect(days['中秋节']).toEqual([day(8, 15)]);
    expect(Object.values(days).flat()).toHaveLength(year < 2025 ? 11 : 13);
  });

  it.each([
    ['2027-02-06', 'the new moon is at 23:56 in Beijing'],
    ['2030-02-03', 'the new moon is at 00:07 in Beijing'],
  ])('begin the Spring Festival on %s: %s', (want) => {
    expect(years.find(({ year }) => want.startsWith(String(year)))?.days['春节']?.[1]).toBe(want);
  });
});

describe('a year that is counted provisionally', () => {
  const provisional = workingCalendar(
    [],
    'provisional',
    years.map(({ year, days }) => ({ year, days: Object.values(days).flat() })),
  );
  const workingDays = (year: number, { isWorkingDay }: Pick<typeof provisional, 'isWorkingDay'>): number => {
    let count = 0;
    for (let day = `${String(year)}-01-01`; day.startsWith(String(year)); day = addDays(day, 1))
      if (isWorkingDay(day)) count += 1;
    return count;
  };

  it.each([2024, 2025, 2026])('has as many working days as were published for %i', (year) => {
    const text = readFileSync(join(folder, `holiday-cn-${String(year)}.json`), 'utf8');
    const published = workingCalendar([JSON.parse(text) as HolidayYear], 'published');
    expect(workingDays(year, provisional)).toBe(workingDays(year, published));
  });

  /** As holiday-cn has them; of 2020 without the two days by which an epidemic lengthened the Spring Festival. */
  it.each([
    { year: 2020, published: 251 },
    { year: 2021, published: 250 },
    { year: 2022, published: 249 },
    { year: 2023, published: 249 },
  ])('has $published working days in $year', ({ year, published }) => {
    expect(workingDays(year, provisional)).toBe(published);
  });

  it.each([3, 10, 20])('ends %i working days at most two working days before the published one does', (n) => {
    const published = [2024, 2025, 2026].map(
      (year) => JSON.parse(readFileSync(join(folder, `holiday-cn-${String(year)}.json`), 'utf8')) as HolidayYear,
    );
    const certain = workingCalendar(published, 'published');
    let early = 0;
    for (let day = '2024-01-01'; day < '2026-11-01'; day = addDays(day, 1)) {
      const [start, lastOfClock] = [new Date(`${day}T10:00+08:00`), new Date(0)];
      lastOfClock.setTime(provisional.after(start, n).getTime() - 1);
      early += provisional.after(lastOfClock, 2) < certain.after(start, n) ? 1 : 0;
    }
    expect(early).toBe(0);
  });

  it('is what an opened calendar counts by where no file is there', async () => {
    const calendar = (await openCalendar(folder)).current;
    expect(calendar.isWorkingDay('2027-02-08')).toBe(provisional.isWorkingDay('2027-02-08'));
  });
});
