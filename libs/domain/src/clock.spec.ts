import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { pause, ranOut, recount, resume, ringing, rung, windUp, type Clock } from './clock.js';
import { calendarDays, hours, workingDays } from './clocks.js';
import { dayOf, earliest } from './day.js';
import { workingCalendar, type HolidayYear } from './working-calendar.js';

const years = [2025, 2026].map(
  (year) => JSON.parse(readFileSync(`data/calendar/holiday-cn-${String(year)}.json`, 'utf8')) as HolidayYear,
);
const calendar = workingCalendar(years, 'a');
const at = (shanghai: string): Date => new Date(`${shanghai}+08:00`);
/** The last working day, as people write it: the day before midnight. */
const lastDay = ({ due }: Clock): string => (due ? dayOf(new Date(due.getTime() - 1)) : 'still');
const what = ({ rings }: Clock): string => rings.map((ring) => ring.what).join(' ');
const tuesday = at('2025-03-04T10:00');

describe('clocks', () => {
  it.each([
    ['within a week', tuesday, 3, '2025-03-07'],
    ['over a weekend', tuesday, 4, '2025-03-10'],
    ['a make-up Sunday counts', at('2025-01-24T10:00'), 1, '2025-01-26'],
    ['over the Spring Festival', at('2025-01-27T10:00'), 2, '2025-02-06'],
    ['over the turn of the year', at('2025-12-31T10:00'), 1, '2026-01-04'],
  ])('%s', (_, start, n, want) => {
    const clock = windUp({ start, ...workingDays(n) }, calendar, start);
    expect([lastDay(clock), what(clock)]).toEqual([want, 'warned overdue']);
  });

  it.each([
    ['within one day', '2025-03-05T09:00', '2025-03-05T16:00', '2025-03-07'],
    ['over one night', '2025-03-05T16:00', '2025-03-06T09:00', '2025-03-10'],
    ['over a weekend: its days count neither way', '2025-03-07T16:00', '2025-03-10T09:00', '2025-03-10'],
    ['from the day of the start', '2025-03-04T11:00', '2025-03-06T09:00', '2025-03-10'],
    ['for a month', '2025-03-05T16:00', '2025-04-07T09:00', '2025-04-09'],
  ])('stand still %s', (_, from, until, want) => {
    const running = windUp({ start: tuesday, ...workingDays(3) }, calendar, tuesday);
    const still = pause(running, at(from), calendar);
    expect([lastDay(still), what(still)]).toEqual(['still', '']);
    expect(lastDay(resume(still, at(until), calendar, at(until)))).toBe(want);
  });

  it('warn a working day before the breach, and each thing once', () => {
    let clock = windUp({ start: tuesday, ...workingDays(3) }, calendar, tuesday);
    expect(ringing(clock, at('2025-03-06T23:59'))).toBeUndefined();
    expect(ringing(clock, at('2025-03-07T00:00'))?.what).toBe('warned');
    clock = rung(clock, at('2025-03-07T00:00'));
    expect(ringing(clock, at('2025-03-07T23:59'))).toBeUndefined();
    expect(ringing(clock, at('2025-03-08T00:00'))?.what).toBe('overdue');
    expect(ringing(rung(clock, at('2025-03-08T00:00')), at('2026-03-08T00:00'))).toBeUndefined();
  });

  it('do not warn of what is a breach already, after days of downtime', () => {
    const clock = windUp({ start: tuesday, ...workingDays(3) }, calendar, tuesday);
    expect(ringing(clock, at('2025-03-11T08:00'))?.what).toBe('overdue');
    expect(what(rung(clock, at('2025-03-11T08:00')))).toBe('');
  });

  it('do not hurry what was recorded late', () => {
    const recorded = at('2025-03-20T08:00');
    const clock = windUp({ start: tuesday, ...workingDays(3) }, calendar, recorded);
    expect(clock.rings).toEqual([{ at: at('2025-03-21T08:00'), what: 'overdue' }]);
  });

  it.each([
    ['from a Tuesday', '2025-03-04T10:00', 3, '2025-03-07'],
    ['the day of the start not counted, however early', '2025-03-04T00:00', 1, '2025-03-05'],
    ['to a Saturday, so to Monday', '2025-03-04T10:00', 4, '2025-03-10'],
    ['into the Spring Festival, so to its end', '2025-01-20T10:00', 10, '2025-02-05'],
    ['to a Sunday that is worked', '2025-01-20T10:00', 6, '2025-01-26'],
    ['thirty of a confirmation by the court', '2025-09-03T10:00', 30, '2025-10-09'],
  ])('count days of the calendar %s', (_, start, n, want) => {
    const clock = windUp({ start: at(start), ...calendarDays(n) }, calendar, at(start));
    expect(lastDay(clock)).toBe(want);
    expect(lastDay(pause(clock, at(start), calendar))).toBe('still');
  });

  it('leave out the days of the calendar on which they stood still, and roll the end', () => {
    const clock = windUp({ start: tuesday, ...calendarDays(3) }, calendar, tuesday);
    const still = pause(clock, at('2025-03-05T09:00'), calendar);
    const on = resume(still, at('2025-03-06T09:00'), calendar, at('2025-03-06T09:00'));
    expect([lastDay(on), on.warn]).toEqual(['2025-03-10', at('2025-03-08T00:00')]); // Saturday would be the third
  });

  it('count hours to the minute, day and night, and warn when a quarter is left', () => {
    const saturday = at('2025-03-08T22:30');
    const clock = windUp({ start: saturday, ...hours(24) }, calendar, saturday);
    expect([clock.warn, clock.due]).toEqual([at('2025-03-09T16:30'), at('2025-03-09T22:30')]);
    const still = pause(clock, at('2025-03-09T00:00'), calendar);
    expect(resume(still, at('2025-03-09T01:30'), calendar, at('2025-03-09T01:30')).due).toEqual(at('2025-03-10T00:00'));
    expect(what(windUp({ start: saturday, ...hours(0) }, calendar, tuesday))).toBe('overdue'); // nothing to warn of
  });

  it('are over when they rang for the last time, and not while they stand still', () => {
    const clock = windUp({ start: tuesday, ...workingDays(3) }, calendar, tuesday);
    const over = rung(clock, at('2025-03-08T00:00'));
    expect([clock, over, pause(clock, tuesday, calendar)].map(ranOut)).toEqual([false, true, false]);
  });

  it('ring no sooner than a day after what started them was recorded late', () => {
    const recorded = at('2025-03-07T23:00');
    const clock = windUp({ start: tuesday, ...workingDays(3) }, calendar, recorded, true);
    expect(clock.due).toEqual(at('2025-03-08T00:00'));
    expect(clock.rings).toEqual([{ at: at('2025-03-08T23:00'), what: 'overdue' }]);
    const soon = windUp({ start: tuesday, ...workingDays(3) }, calendar, tuesday, true);
    expect(soon.rings.at(-1)?.at).toEqual(soon.due);
  });

  it('are counted again by another calendar, and do again nothing that they did', () => {
    const closed = workingCalendar(
      years.map((year) => ({ ...year, days: [...year.days, { date: '2025-03-07', isOffDay: true }] })),
      'b',
    );
    const clock = windUp({ start: tuesday, ...workingDays(3) }, calendar, tuesday);
    const again = recount(clock, closed, tuesday);
    expect([lastDay(again), again.calendar, what(again)]).toEqual(['2025-03-10', 'b', 'warned overdue']);
    const warned = rung(clock, at('2025-03-07T00:00'));
    expect(what(recount(warned, closed, at('2025-03-07T01:00')))).toBe('overdue');
    const still = pause(clock, at('2025-03-05T16:00'), calendar);
    expect(recount(still, closed, tuesday)).toMatchObject({ rings: [], calendar: 'b' });
  });

  it.each([
    { of: [], want: undefined },
    { of: [undefined, tuesday], want: tuesday },
    { of: [tuesday, undefined], want: tuesday },
    { of: [tuesday, at('2025-03-03T10:00')], want: at('2025-03-03T10:00') },
  ])('ring by the earliest of $of', ({ of, want }) => expect(earliest(...of)).toEqual(want));

  it('refuse a year of which nothing is known by name', () => {
    expect(() => windUp({ start: at('2026-12-30T10:00'), ...workingDays(5) }, calendar, tuesday)).toThrow(
      expect.objectContaining({ reason: 'CALENDAR_MISSING', facts: { year: '2027' } }),
    );
  });
});

describe('clocks that reach into a year without a published calendar', () => {
  const statutory = [{ year: 2027, days: ['2027-01-01', '2027-02-05', '2027-02-06', '2027-02-07', '2027-02-08'] }];
  const early = workingCalendar(years, 'early', statutory);
  const start = at('2026-12-30T10:00');
  const clock = windUp({ start, ...workingDays(3) }, early, start);
  /** The notice of 2027 as it may come: two days more off after New Year, and a Saturday worked for one of them. */
  const days = [
    { date: '2027-01-01', isOffDay: true },
    { date: '2027-01-04', isOffDay: true },
    { date: '2027-01-05', isOffDay: true },
    { date: '2027-01-09', isOffDay: false },
  ];
  const late = workingCalendar([...years, { year: 2027, days }], 'late', statutory);

  it.each([
    { begun: '2026-12-28T10:00', n: 3, provisional: false, due: '2026-12-31', breach: '2027-01-01T00:00' },
    { begun: '2026-12-30T10:00', n: 1, provisional: false, due: '2026-12-31', breach: '2027-01-01T00:00' },
    { begun: '2026-12-30T10:00', n: 2, provisional: true, due: '2027-01-04', breach: '2027-01-07T00:00' },
    { begun: '2026-12-31T10:00', n: 20, provisional: true, due: '2027-01-29', breach: '2027-02-03T00:00' },
    { begun: '2027-02-03T10:00', n: 2, provisional: true, due: '2027-02-11', breach: '2027-02-16T00:00' },
  ])('from $begun for $n: provisional $provisional', ({ begun, n, provisional, due, breach }) => {
    const wound = windUp({ start: at(begun), ...workingDays(n) }, early, at(begun));
    expect([wound.provisional, lastDay(wound)]).toEqual([provisional, due]);
    expect(wound.rings.at(-1)).toEqual({ at: at(breach), what: 'overdue' });
  });

  it.each([
    { of: calendarDays(5), provisional: true, due: '2027-01-04', breach: '2027-01-07T00:00' }, // Monday, after a Sunday
    { of: hours(72), provisional: false, due: '2027-01-02', breach: '2027-01-02T10:00' },
  ])('of $of.kind: provisional $provisional', ({ of, provisional, due, breach }) => {
    const wound = windUp({ start, ...of }, early, start);
    expect([wound.provisional, lastDay(wound)]).toEqual([provisional, due]);
    expect(wound.rings.at(-1)).toEqual({ at: at(breach), what: 'overdue' });
  });

  it('warn in time', () => expect(clock.rings[0]).toEqual({ at: at('2027-01-05T00:00'), what: 'warned' }));

  it('are counted again when it comes, and are provisional no more', () => {
    const again = recount(clock, late, at('2027-01-02T10:00'));
    expect([again.provisional, lastDay(again), what(again)]).toEqual([false, '2027-01-07', 'warned overdue']);
    expect(again.rings.at(-1)?.at).toEqual(again.due);
  });

  it('are in breach a day after it came at the earliest', () => {
    const came = at('2027-01-08T10:00');
    const again = recount(rung(clock, at('2027-01-05T00:00')), late, came);
    expect(again.due).toEqual(at('2027-01-08T00:00'));
    expect(again.rings).toEqual([{ at: at('2027-01-09T10:00'), what: 'overdue' }]);
  });

  it('are provisional again, where a calendar is taken back', () => {
    const certain = recount(clock, late, start);
    expect(recount(certain, early, start)).toEqual(clock);
  });

  it('stand still uncounted, and are counted when they go on', () => {
    const still = pause(clock, at('2026-12-31T10:00'), early);
    expect([still.provisional, still.rings]).toEqual([false, []]);
    expect(resume(still, at('2027-01-04T09:00'), early, at('2027-01-04T09:00')).provisional).toBe(true);
  });
});
