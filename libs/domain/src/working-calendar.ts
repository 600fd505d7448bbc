import { addDays, dayOf, endOf, type Day } from './day.js';
import { failure } from './failure.js';

/** A year of the State Council's notice on public holidays, as the data set holiday-cn gives it. */
export interface HolidayYear {
  readonly year: number;
  /** Days that differ from the week's rhythm: off, or worked on a weekend. */
  readonly days: readonly { readonly date: Day; readonly isOffDay: boolean }[];
}

const calendarMissing = failure(
  'FAILED_PRECONDITION',
  'CALENDAR_MISSING',
  '缺少该年度的工作日历，请管理员补充',
  'there is no working calendar for that year; an operator must add it',
  { zh: '请联系管理员补充该年度的工作日历', en: 'ask an operator to add the working calendar of that year' },
);

/** Counts working days: Monday to Friday, less public holidays, plus the weekend days worked instead. */
export interface WorkingCalendar {
  /** Names the data that it counts by: a clock keeps it, so that new data is noticed. */
  readonly version: string;
  /** Whether it has the year in which an instant falls. */
  covers(instant: Date): boolean;
  /** Throws CALENDAR_MISSING with the year. */
  isWorkingDay(day: Day): boolean;
  /** End of the n-th working day after the day of `start`; with n = 0, of that day. Throws CALENDAR_MISSING. */
  after(start: Date, n: number): Date;
  /** Working days whose end lies behind `from` and not behind `until`; 0 where that is no while. Throws CALENDAR_MISSING. */
  between(from: Date, until: Date): number;
}

/** A calendar of the years given. A year that is asked for and absent is refused by name, never guessed. */
export function workingCalendar(years: readonly HolidayYear[], version: string): WorkingCalendar {
  const known = new Set(years.map(({ year }) => year));
  const special = new Map(years.flatMap(({ days }) => days.map(({ date, isOffDay }) => [date, !isOffDay] as const)));
  const isWorkingDay = (day: Day): boolean => {
    const year = Number(day.slice(0, 4));
    if (!known.has(year)) throw calendarMissing({ year: String(year) });
    const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
    return special.get(day) ?? (weekday !== 0 && weekday !== 6);
  };
  const counted = new Map<string, YearCount>();
  const ofYear = (day: Day): YearCount => {
    const year = day.slice(0, 4);
    const count = counted.get(year) ?? countYear(year, isWorkingDay);
    counted.set(year, count);
    return count;
  };
  return {
    version,
    covers: (instant) => known.has(Number(dayOf(instant).slice(0, 4))),
    isWorkingDay,
    after(start, n) {
      let day = dayOf(start);
      for (let left = n; left > 0;) {
        day = addDays(day, 1);
        if (isWorkingDay(day)) left -= 1;
      }
      return endOf(day);
    },
    between(from, until) {
      const [first, last] = [dayOf(from), dayOf(until)];
      if (last <= first) return 0;
      let days = ofYear(last).before(last) - ofYear(first).before(first);
      for (let year = Number(first.slice(0, 4)); year < Number(last.slice(0, 4)); year += 1) {
        days += ofYear(`${String(year)}-01-01`).workingDays;
      }
      return days;
    },
  };
}

/** Working days of a year, counted once. */
interface YearCount {
  readonly workingDays: number;
  /** How many lie before a day of the year. */
  before(day: Day): number;
}

function countYear(year: string, isWorkingDay: (day: Day) => boolean): YearCount {
  const before = new Map<Day, number>();
  let workingDays = 0;
  for (let day = `${year}-01-01`; day.startsWith(year); day = addDays(day, 1)) {
    before.set(day, workingDays);
    if (isWorkingDay(day)) workingDays += 1;
  }
  return { workingDays, before: (day) => before.get(day) ?? workingDays };
}
