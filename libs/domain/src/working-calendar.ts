import { addDays, dayOf, endOf, type Day } from './day.js';
import { failure } from './failure.js';

/** A year of the State Council's notice on public holidays, as the data set holiday-cn gives it. */
export interface HolidayYear {
  readonly year: number;
  /** Days that differ from the week's rhythm: off, or worked on a weekend. */
  readonly days: readonly { readonly date: Day; readonly isOffDay: boolean }[];
}

export const calendarMissing = failure(
  'FAILED_PRECONDITION',
  'CALENDAR_MISSING',
  '缺少该年度的工作日历，请管理员补充',
  'there is no working calendar for that year; an operator must add it',
);

/** Counts working days: Monday to Friday, less public holidays, plus the weekend days worked instead. */
export interface WorkingCalendar {
  /** Names the data that it counts by: a clock keeps it, so that new data is noticed. */
  readonly version: string;
  /** Throws CALENDAR_MISSING with the year. */
  isWorkingDay(day: Day): boolean;
  /** End of the n-th working day after the day of `start`; with n = 0, of that day. Throws CALENDAR_MISSING. */
  after(start: Date, n: number): Date;
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
  return {
    version,
    isWorkingDay,
    after(start, n) {
      let day = dayOf(start);
      for (let left = n; left > 0;) {
        day = addDays(day, 1);
        if (isWorkingDay(day)) left -= 1;
      }
      return endOf(day);
    },
  };
}
