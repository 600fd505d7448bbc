import { addDays, dayOf, daysBetween, endOf, isWeekend, type Day } from './day.js';
import { failure } from './failure.js';

/** A year of the State Council's notice on public holidays, as the data set holiday-cn gives it. */
export interface HolidayYear {
  readonly year: number;
  /** Days that differ from the week's rhythm: off, or worked on a weekend. */
  readonly days: readonly { readonly date: Day; readonly isOffDay: boolean }[];
}

/** A year's days off by law, feast by feast: what is known of it before the notice is out. */
export interface StatutoryYear {
  readonly year: number;
  /** In two feasts where they fall together. */
  readonly days: readonly Day[];
}

const calendarMissing = failure(
  'FAILED_PRECONDITION',
  'CALENDAR_MISSING',
  '缺少该年度的工作日历，请管理员补充',
  'there is no working calendar for that year; an operator must add it',
  { zh: '请联系管理员补充该年度的工作日历', en: 'ask an operator to add the working calendar of that year' },
);

const beforeCalendar = failure(
  'INVALID_ARGUMENT',
  'BEFORE_CALENDAR',
  '时间早于工作日历的第一个年度，不予受理',
  'the time lies before the first year of the working calendar, and is not taken',
  {
    zh: '请填写 facts.first 年或以后的时间；更早的年度无法补充',
    en: 'give a time of the year that facts.first names, or later; nobody can add an earlier one',
  },
);

/**
 * Counts working days: Monday to Friday, less public holidays, plus the weekend days worked instead. A year whose notice
 * is not there is counted provisionally, by its statutory days off.
 */
export interface WorkingCalendar {
  /** Names the data that it counts by: a clock keeps it, so that new data is noticed. */
  readonly version: string;
  /** Whether it can count the year in which an instant falls. */
  covers(instant: Date): boolean;
  /** Whether a day after that of `start`, and before `end`, lies in a year that is counted provisionally. */
  provisional(start: Date, end: Date): boolean;
  /** Days from that of an instant on, it included, until the first of a year without a notice. */
  publishedDays(instant: Date): number;
  /** Throws CALENDAR_MISSING with the year, BEFORE_CALENDAR with the first one where it lies before that. */
  isWorkingDay(day: Day): boolean;
  /** End of the n-th working day after the day of `start`; with n = 0, of that day. Throws CALENDAR_MISSING. */
  after(start: Date, n: number): Date;
  /** Working days whose end lies behind `from` and not behind `until`; 0 where that is no while. Throws CALENDAR_MISSING. */
  between(from: Date, until: Date): number;
}

/**
 * A calendar of the years that were published, and of those of which the statutory days alone are known; others are
 * refused by name.
 */
export function workingCalendar(
  published: readonly HolidayYear[],
  version: string,
  statutory: readonly StatutoryYear[] = [],
): WorkingCalendar {
  const certain = new Set(published.map(({ year }) => year));
  const years = [...statutory.filter(({ year }) => !certain.has(year)).map(provisionalYear), ...published];
  const known = new Set(years.map(({ year }) => year));
  const first = Math.min(...known);
  const special = new Map(years.flatMap(({ days }) => days.map(({ date, isOffDay }) => [date, !isOffDay] as const)));
  const isWorkingDay = (day: Day): boolean => {
    const year = yearOf(day);
    if (year < first) throw beforeCalendar({ year: String(year), first: String(first) });
    if (!known.has(year)) throw calendarMissing({ year: String(year) });
    return special.get(day) ?? !isWeekend(day);
  };
  return {
    version,
    covers: (instant) => known.has(yearOf(dayOf(instant))),
    ...knowing(certain),
    isWorkingDay,
    ...counting(isWorkingDay),
  };
}

/** How far the years reach that were published. */
const knowing = (certain: ReadonlySet<number>): Pick<WorkingCalendar, 'provisional' | 'publishedDays'> => ({
  provisional(start, end) {
    const last = yearOf(dayOf(new Date(end.getTime() - 1)));
    for (let year = yearOf(addDays(dayOf(start), 1)); year <= last; year += 1) if (!certain.has(year)) return true;
    return false;
  },
  publishedDays(instant) {
    const today = dayOf(instant);
    let year = yearOf(today);
    while (certain.has(year)) year += 1;
    return Math.max(0, daysBetween(today, `${String(year)}-01-01`));
  },
});

function counting(isWorkingDay: (day: Day) => boolean): Pick<WorkingCalendar, 'after' | 'between'> {
  const counted = new Map<string, YearCount>();
  const ofYear = (day: Day): YearCount => {
    const year = day.slice(0, 4);
    const count = counted.get(year) ?? countYear(year, isWorkingDay);
    counted.set(year, count);
    return count;
  };
  return {
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
      for (let year = yearOf(first); year < yearOf(last); year += 1) {
        days += ofYear(`${String(year)}-01-01`).workingDays;
      }
      return days;
    },
  };
}

const yearOf = (day: Day): number => Number(day.slice(0, 4));

/** Weekends off, the statutory days, and each that falls on a day that is off anyway made up on the next working day. */
function provisionalYear({ year, days }: StatutoryYear): HolidayYear {
  const off = new Set(days);
  const lost = days.filter((day, at) => isWeekend(day) || days.indexOf(day) !== at);
  for (const day of lost.sort()) {
    let next = addDays(day, 1);
    while (isWeekend(next) || off.has(next)) next = addDays(next, 1);
    off.add(next);
  }
  return { year, days: [...off].map((date) => ({ date, isOffDay: true })) };
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
