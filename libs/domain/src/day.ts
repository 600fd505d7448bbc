/** A day of the rules and reports: Asia/Shanghai, `2025-03-04`. China keeps UTC+8 all year, since 1991 without summer time. */
export type Day = string;

const shanghaiMs = 8 * 3_600_000;
const dayMs = 86_400_000;

/** The day in Asia/Shanghai on which an instant falls. */
export const dayOf = (instant: Date): Day => new Date(instant.getTime() + shanghaiMs).toISOString().slice(0, 10);

/** The instant at which a day ends in Asia/Shanghai: the first that no longer belongs to it. */
export const endOf = (day: Day): Date => new Date(Date.parse(`${day}T00:00:00Z`) - shanghaiMs + dayMs);

/** The earliest of some instants; undefined where there is none. */
export const earliest = (...instants: readonly (Date | undefined)[]): Date | undefined =>
  instants.reduce((first, one) => (first === undefined || (one !== undefined && one < first) ? one : first), undefined);

/** The day `n` days later. */
export const addDays = (day: Day, n: number): Day =>
  new Date(Date.parse(`${day}T00:00:00Z`) + n * dayMs).toISOString().slice(0, 10);

/** How many days lie from one to the other; negative where that is the earlier. */
export const daysBetween = (from: Day, until: Day): number => (Date.parse(until) - Date.parse(from)) / dayMs;

export const isWeekend = (day: Day): boolean => weekday(day) > 5;

/** Monday 1 to Sunday 7. */
const weekday = (day: Day): number => new Date(`${day}T00:00:00Z`).getUTCDay() || 7;

/** The week of a day by ISO 8601, `2025-W10`: that of its Thursday's year. */
export function weekOf(day: Day): string {
  const thursday = addDays(day, 4 - weekday(day));
  const year = thursday.slice(0, 4);
  const week = Math.floor(daysBetween(`${year}-01-01`, thursday) / 7) + 1;
  return `${year}-W${String(week).padStart(2, '0')}`;
}

/** Monday to Sunday of a week, `2025-W10`; the week of 4 January is a year's first. */
export function daysOfWeek(week: string): readonly Day[] {
  const first = `${week.slice(0, 4)}-01-04`;
  const monday = addDays(first, 1 - weekday(first) + 7 * (Number(week.slice(-2)) - 1));
  return Array.from({ length: 7 }, (_, at) => addDays(monday, at));
}
