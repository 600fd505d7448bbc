import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { addDays, weekOf, workingCalendar, type Day, type HolidayYear } from '@doorstep/domain';

/** The year that the report speaks of: its National Day and Mid-Autumn fell together in 2025. */
export const year = 2025;
export const [firstDay, lastDay]: readonly [Day, Day] = [`${String(year)}-01-01`, `${String(year)}-12-31`];

const days: readonly Day[] = Array.from({ length: 365 }, (_, at) => addDays(firstDay, at));
const holidays = JSON.parse(
  readFileSync(join(import.meta.dirname, `../../data/calendar/holiday-cn-${String(year)}.json`), 'utf8'),
) as HolidayYear;
const calendar = workingCalendar([holidays], 'replay');

/** Working days of the year, by the State Council's calendar. */
export const workingDays: readonly Day[] = days.filter((day) => calendar.isWorkingDay(day));
/** Days of the year on which most people are off. */
export const daysOff: readonly Day[] = days.filter((day) => !calendar.isWorkingDay(day));

/** A working day by its place in the year; the last one behind the end. */
export const workingDay = (at: number): Day => workingDays[Math.min(at, workingDays.length - 1)] ?? lastDay;
/** Place of the first working day that is not before a day. */
export const placeOf = (day: Day): number => workingDays.findIndex((other) => other >= day);

/** ISO week → its working days within the year. */
export const weeks: ReadonlyMap<string, readonly Day[]> = Map.groupBy(workingDays, weekOf);

/** 每季度一次: when the three lists are gone through, and when the joint meeting is held. Places among working days. */
export const seasons = [
  { quarter: 1, matched: placeOf(`${String(year)}-03-20`), meeting: placeOf(`${String(year)}-03-25`) },
  { quarter: 2, matched: placeOf(`${String(year)}-06-19`), meeting: placeOf(`${String(year)}-06-24`) },
  { quarter: 3, matched: placeOf(`${String(year)}-09-18`), meeting: placeOf(`${String(year)}-09-24`) },
  { quarter: 4, matched: placeOf(`${String(year)}-11-20`), meeting: placeOf(`${String(year)}-12-08`) },
] as const;
export type Season = (typeof seasons)[number];
