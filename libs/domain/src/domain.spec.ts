import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { outcome } from '@doorstep/testing';
import {
  addDays,
  dayOf,
  daysOfWeek,
  divisionPath,
  endOf,
  given,
  levelOf,
  lifecycle,
  parentOf,
  refusals,
  weekOf,
  within,
  workingCalendar,
  type HolidayYear,
} from './index.js';

const year = (n: number) =>
  JSON.parse(readFileSync(`data/calendar/holiday-cn-${String(n)}.json`, 'utf8')) as HolidayYear;

describe('days', () => {
  it.each([
    ['2025-03-04T15:59:59.999Z', '2025-03-04'],
    ['2025-03-04T16:00:00Z', '2025-03-05'],
    ['2024-12-31T16:00:00Z', '2025-01-01'],
  ])('%s is %s in Shanghai', (instant, day) => expect(dayOf(new Date(instant))).toBe(day));
  it('ends at midnight of Shanghai', () => expect(endOf('2025-03-04')).toEqual(new Date('2025-03-04T16:00:00Z')));
  it.each([
    ['2024-02-28', 1, '2024-02-29'],
    ['2024-12-31', 1, '2025-01-01'],
    ['2025-03-01', -1, '2025-02-28'],
  ] as const)('%s and %d days is %s', (day, n, want) => expect(addDays(day, n)).toBe(want));
});

describe('weeks', () => {
  it.each([
    ['2025-03-04', '2025-W10', '2025-03-03'],
    ['2024-12-30', '2025-W01', '2024-12-30'],
    ['2021-01-03', '2020-W53', '2020-12-28'],
    ['2027-01-01', '2026-W53', '2026-12-28'],
  ])('%s lies in %s, which begins on %s', (day, week, monday) => {
    expect(weekOf(day)).toBe(week);
    expect(daysOfWeek(week)[0]).toBe(monday);
    expect(daysOfWeek(week)).toContain(day);
  });
});

describe('working calendar', () => {
  const calendar = workingCalendar([2024, 2025, 2026].map(year), 'test');
  it.each([
    ['2025-03-04', true, 'a Tuesday'],
    ['2025-03-08', false, 'a Saturday'],
    ['2025-10-01', false, 'National Day'],
    ['2025-10-08', false, 'a Wednesday of the long holiday'],
    ['2025-10-11', true, 'a Saturday worked instead'],
    ['2026-02-14', true, 'a Saturday worked before Spring Festival'],
  ])('%s is a working day: %s (%s)', (day, want) => expect(calendar.isWorkingDay(day)).toBe(want));

  it.each([
    { start: '2025-03-04T02:00Z', n: 0, want: '2025-03-04T16:00Z', what: 'the end of the day itself' },
    { start: '2025-03-04T02:00Z', n: 3, want: '2025-03-07T16:00Z', what: 'three days on' },
    { start: '2025-03-07T02:00Z', n: 1, want: '2025-03-10T16:00Z', what: 'over a weekend' },
    {
      start: '2025-09-30T02:00Z',
      n: 3,
      want: '2025-10-11T16:00Z',
      what: 'over National Day, the make-up Saturday included',
    },
    { start: '2025-12-31T02:00Z', n: 2, want: '2026-01-05T16:00Z', what: 'into the next year' },
    { start: '2025-03-04T16:30Z', n: 1, want: '2025-03-06T16:00Z', what: 'begun after midnight of Shanghai' },
  ])('$n working days from $start: $what', ({ start, n, want }) => {
    expect(calendar.after(new Date(start), n)).toEqual(new Date(want));
  });

  it('counts the days between two instants as one does by hand, across years too', () => {
    for (const [from, until] of [
      ['2025-01-01', '2025-01-02'],
      ['2025-01-20', '2025-02-20'],
      ['2025-03-08', '2025-03-10'],
      ['2025-03-10', '2025-03-08'],
      ['2025-12-20', '2026-01-20'],
    ] as const) {
      let byHand = 0;
      for (let day: string = from; day < until; day = addDays(day, 1)) if (calendar.isWorkingDay(day)) byHand += 1;
      expect(calendar.between(new Date(`${from}T10:00+08:00`), new Date(`${until}T09:00+08:00`))).toBe(byHand);
    }
    expect(calendar.between(new Date('2025-03-04T02:00Z'), new Date('2025-03-04T09:00Z'))).toBe(0);
  });

  it('refuses a year of which it knows nothing', () => {
    expect(outcome(() => ({ state: calendar.after(new Date('2026-12-30'), 5).toISOString() }))).toBe(
      'CALENDAR_MISSING',
    );
  });
});

it.each(['1900-03-04', '2018-12-28', '2023-12-29'])('no working calendar begins as early as %s', (day) => {
  const calendar = workingCalendar([2024, 2025].map(year), 'test');
  expect(() => calendar.after(new Date(`${day}T10:00+08:00`), 3)).toThrow(
    expect.objectContaining({ reason: 'BEFORE_CALENDAR', facts: expect.objectContaining({ first: '2024' }) }),
  );
});

describe('a working calendar of statutory days', () => {
  const early = workingCalendar([2025, 2026].map(year), 'test', [
    { year: 2026, days: ['2026-03-04'] },
    { year: 2027, days: ['2027-05-01', '2027-05-02', '2027-06-09'] },
    { year: 2031, days: ['2031-10-01', '2031-10-01', '2031-10-02', '2031-10-03'] },
  ]);
  it.each([
    ['2026-03-04', true, 'the year was published'],
    ['2027-03-04', true, 'a Thursday'],
    ['2027-03-06', false, 'a Saturday'],
    ['2027-05-03', false, 'made up for Saturday'],
    ['2027-05-04', false, 'made up for Sunday'],
    ['2027-05-05', true, 'nothing is left to be made up'],
    ['2027-06-09', false, 'a feast on a Wednesday'],
    ['2027-06-10', true, 'is not lengthened'],
    ['2031-10-06', false, 'two feasts fell together'],
    ['2031-10-07', true, 'once'],
  ])('%s is a working day: %s (%s)', (day, want) => expect(early.isWorkingDay(day)).toBe(want));

  it.each([
    ['2026-12-31T10:00+08:00', '2027-01-01T00:00+08:00', false],
    ['2026-12-31T10:00+08:00', '2027-01-01T00:01+08:00', true],
    ['2026-12-01T10:00+08:00', '2027-01-05T00:00+08:00', true],
    ['2024-12-31T10:00+08:00', '2025-01-03T00:00+08:00', false], // the day of the start does not count
    ['2025-12-01T10:00+08:00', '2026-12-05T00:00+08:00', false],
  ])('from %s to %s is provisional: %s', (start, end, want) =>
    expect(early.provisional(new Date(start), new Date(end))).toBe(want),
  );

  it.each([
    ['2026-12-01T00:00+08:00', 31],
    ['2026-12-31T23:59+08:00', 1],
    ['2025-12-31T10:00+08:00', 366],
    ['2027-01-01T00:00+08:00', 0],
  ])('on %s knows %i published days', (instant, want) => expect(early.publishedDays(new Date(instant))).toBe(want));
});

describe('divisions', () => {
  it.each([
    ['140930', ['140930'], '', 1],
    ['140930100', ['140930', '140930100'], '140930', 2],
    ['140930100001', ['140930', '140930100', '140930100001'], '140930100', 3],
    ['1409301000010001', ['140930', '140930100', '140930100001', '1409301000010001'], '140930100001', 4],
  ])('%s', (code, path, parent, level) => {
    expect(divisionPath(code)).toEqual(path);
    expect(parentOf(code)).toBe(parent);
    expect(levelOf(code)).toBe(level);
  });
  it.each([
    ['140930100001', '140930100', true],
    ['140930100', '140930100', true],
    ['140930100', '140930100001', false],
    ['140930101001', '140930100', false],
    ['1409301000010001', '1409301', false],
  ])('%s lies within %s: %s', (code, ancestor, want) => expect(within(code, ancestor)).toBe(want));
});

describe('lifecycles and refusals', () => {
  const life = lifecycle('A', { A: { go: 'B' }, B: {} });
  it.each([
    ['A', 'B'],
    ['B', 'WRONG_STATE'],
    ['C', 'WRONG_STATE'],
  ])('from %s: %s', (state, want) => {
    expect(outcome(() => life.move({ name: 'x/1', state }, 'go'))).toBe(want);
  });
  it('names the verbs that a state admits', () => {
    expect(() => life.move({ name: 'x/1', state: 'A' }, 'stay' as 'go')).toThrow(
      expect.objectContaining({ facts: { name: 'x/1', state: 'A', verb: 'stay', admitted: 'go' } }),
    );
  });
  it('says a refusal in both languages, with facts', () => {
    const refuse = refusals({ NO: { zh: '不行', en: 'no', remedy: { zh: '改', en: 'mend it' } } });
    expect(refuse.NO({ a: 'b' })).toMatchObject({
      kind: 'FAILED_PRECONDITION',
      reason: 'NO',
      text: { zh: '不行', en: 'no' },
      facts: { a: 'b' },
    });
  });
  it.each([
    [{ a: 1 }, 1],
    [{ a: 0 }, 0],
    [{ a: '' }, ''],
  ])('takes %j as given', (message, want) => expect(given(message, 'a' as never)).toBe(want));
  it('names a field that is missing', () => {
    expect(() => given({ a: undefined }, 'a')).toThrow(
      expect.objectContaining({ reason: 'REQUIRED', facts: { field: 'a' } }),
    );
  });
});
