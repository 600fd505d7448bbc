import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openCalendar } from './calendar.js';

type Days = { date: string; isOffDay: boolean }[];
const off = (...dates: string[]): Days => dates.map((date) => ({ date, isOffDay: true }));
const worked = (...dates: string[]): Days => dates.map((date) => ({ date, isOffDay: false }));
const file = (year: number, days: Days): string => JSON.stringify({ year, days });

/** A year of the form of 2027: what is off by law, and what makes up for weekends. */
const law = ['01-01', '02-05', '02-06', '02-07', '02-08', '04-05', '05-01', '05-02', '06-09', '09-15', '10-01'];
const madeUp = ['02-09', '02-10', '05-03', '05-04', '10-04', '10-05'];
const whole = off(...[...law, ...madeUp].map((day) => `2027-${day}`));

/**
 * Days off on weekdays, and weekends that are worked, of years before those that the image has. Source: the notices
 * 国办发明电 2019 No. 16 (with 2020 No. 1), 2020 No. 27, 2021 No. 11, 2022 No. 16.
 */
const notices: Readonly<Record<number, readonly [off: string, worked: string]>> = {
  2020: [
    '01-01 01-24 01-27 01-28 01-29 01-30 01-31 04-06 05-01 05-04 05-05 06-25 06-26 10-01 10-02 10-05 10-06 10-07 10-08',
    '01-19 04-26 05-09 06-28 09-27 10-10',
  ],
  2021: [
    '01-01 02-11 02-12 02-15 02-16 02-17 04-05 05-03 05-04 05-05 06-14 09-20 09-21 10-01 10-04 10-05 10-06 10-07',
    '02-07 02-20 04-25 05-08 09-18 09-26 10-09',
  ],
  2022: [
    '01-03 01-31 02-01 02-02 02-03 02-04 04-04 04-05 05-02 05-03 05-04 06-03 09-12 10-03 10-04 10-05 10-06 10-07',
    '01-29 01-30 04-02 04-24 05-07 10-08 10-09',
  ],
  2023: [
    '01-02 01-23 01-24 01-25 01-26 01-27 04-05 05-01 05-02 05-03 06-22 06-23 09-29 10-02 10-03 10-04 10-05 10-06',
    '01-28 01-29 04-23 05-06 06-25 10-07 10-08',
  ],
};

describe('the folder of the working calendar', () => {
  let folder: string;
  const put = (name: string, text: string) => writeFile(join(folder, name), text);

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'calendar-'));
    await cp('data/calendar', folder, { recursive: true });
  });
  afterEach(() => rm(folder, { recursive: true }));

  it.each(Object.entries(notices))('takes the year %s as it was published', async (year, [free, made]) => {
    const days = (text: string): string[] => text.split(' ').map((day) => `${year}-${day}`);
    await put(`${year}.json`, file(Number(year), [...off(...days(free)), ...worked(...days(made))]));
    const { current, refused } = await openCalendar(folder);
    expect([refused, current.publishedDays(new Date(`${year}-12-31T00:00+08:00`)) > 0]).toEqual([0, true]);
  });

  it('takes days of December before, of which the later notice says the last word', async () => {
    await put('2027.json', file(2027, [...whole, ...off('2026-12-31'), ...worked('2026-12-27')]));
    const { current, refused } = await openCalendar(folder);
    expect([refused, current.isWorkingDay('2026-12-31'), current.isWorkingDay('2026-12-27')]).toEqual([0, false, true]);
  });

  it.each<[what: string, text: string, rule: string, name?: string]>([
    ['no day off', file(2027, []), '2027-01-01 is off by law'],
    ['days of another year', file(2027, [...whole, ...off('2026-01-14')]), '2026-01-14 does not lie in 2027'],
    ['days of the year after', file(2027, [...whole, ...off('2028-01-03')]), '2028-01-03 does not lie in 2027'],
    ['a day twice', file(2027, [...whole, ...off('2027-01-14', '2027-01-14')]), '2027-01-14 is there twice'],
    ['a day off and worked', file(2027, [...whole, ...worked('2027-01-01')]), '2027-01-01 is there twice'],
    ['the year of another file', file(2026, whole), 'it says year 2026'],
    ['a name without a year', file(2027, whole), 'it says year 2027', 'next.json'],
    ['a month that is none', file(2027, [...whole, ...off('2027-13-01')]), 'days.17.date'],
    ['a day that is none', file(2027, [...whole, ...off('2027-02-30')]), 'days.17.date'],
    ['a weekday that is worked', file(2027, [...whole, ...worked('2027-01-14')]), '2027-01-14 is to be worked'],
    [
      'a day off by law that is worked',
      file(2027, [...whole.slice(0, 2), ...whole.slice(3), ...worked('2027-02-06')]),
      '2027-02-06 is off by law',
    ],
    ['nothing made up', file(2027, off(...law.map((day) => `2027-${day}`))), '2027 has 7 days off'],
    ['a text for a boolean', '{"year":2027,"days":[{"date":"2027-01-01","isOffDay":"true"}]}', 'days.0.isOffDay'],
    ['no JSON', '{"year":2027', 'JSON'],
    ['a name that does not end with a year', file(2026, []), 'it says year 2026', '2026x.json'],
    [
      'statutory days that are none',
      '{"years":[{"year":2027,"days":{"元旦":["2027-02-30"]}}]}',
      'years.0.days',
      'statutory.json',
    ],
  ])('refuses %s by name, while running and at boot', async (_, text, rule, name = '2027.json') => {
    const running = await openCalendar(folder);
    const before = running.current;
    await put(name, text);
    await expect(running.refresh()).rejects.toThrow(new RegExp(`${name}: .*${rule}`));
    expect([running.current === before, running.refused]).toEqual([true, 1]);

    const booted = await openCalendar(folder);
    expect(booted.refused).toBe(1);
    expect(booted.current.provisional(new Date('2027-01-03'), new Date('2027-01-06'))).toBe(true);
    expect(booted.current.isWorkingDay('2027-01-14')).toBe(true);
    await expect(booted.refresh()).rejects.toThrow(name);

    await cp('data/calendar', folder, { recursive: true });
    await rm(join(folder, name));
    for (const one of [running, booted]) {
      await one.refresh();
      expect([one.refused, one.current.version === before.version]).toEqual([0, true]);
    }
  });

  it('refuses a year that is there twice', async () => {
    await put('2026.json', await readFile(join(folder, 'holiday-cn-2026.json'), 'utf8'));
    const calendar = await openCalendar(folder);
    await expect(calendar.refresh()).rejects.toThrow('holiday-cn-2026.json: another file has 2026 already');
    expect(calendar.current.isWorkingDay('2026-02-16')).toBe(false);
  });
});
