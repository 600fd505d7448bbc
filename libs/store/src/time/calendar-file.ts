import { isWeekend, type Day, type HolidayYear, type StatutoryYear } from '@doorstep/domain';
import * as z from 'zod';

const day = z.iso.date();
const published = z.object({
  year: z.number().int(),
  days: z.array(z.object({ date: day, isOffDay: z.boolean() })),
});
/** Statutory days off of many years, by feast. */
const statutory = z.object({
  years: z.array(z.object({ year: z.number().int(), days: z.record(z.string(), z.array(day)) })),
});

/** The year that a file's name ends with: `2027.json`, `holiday-cn-2027.json`. */
const yearInName = /(?<!\d)(\d{4})\.json$/;

/** The file of statutory days. Throws what is wrong with it. */
export const statutoryYears = (text: string): StatutoryYear[] =>
  formed(statutory, text).years.map((year) => ({ ...year, days: Object.values(year.days).flat() }));

/**
 * A year's file, in the form of holiday-cn: `year`, and `days` that differ from the week's rhythm. Those of December
 * before belong to it too, because the notice of a year begins with the days around its first. Throws what is wrong.
 */
export function publishedYear(name: string, text: string, law: readonly StatutoryYear[]): HolidayYear {
  const { year, days } = formed(published, text);
  if (yearInName.exec(name)?.[1] !== String(year)) throw new Error(`it says year ${String(year)}, its name does not`);
  const seen = new Set<Day>();
  for (const { date, isOffDay } of days) {
    if (!date.startsWith(`${String(year)}-`) && !date.startsWith(`${String(year - 1)}-12-`))
      throw new Error(`${date} does not lie in ${String(year)}`);
    if (seen.has(date)) throw new Error(`${date} is there twice`);
    if (!isOffDay && !isWeekend(date)) throw new Error(`${date} is to be worked, and is no day of a weekend`);
    seen.add(date);
  }
  assertLawful({ year, days }, law.find((one) => one.year === year)?.days ?? []);
  return { year, days };
}

/** Each day off by law is off, and those on a weekend or on another are made up. Source: 《全国年节及纪念日放假办法》. */
function assertLawful({ year, days }: HolidayYear, law: readonly Day[]): void {
  const off = new Map(days.map(({ date, isOffDay }) => [date, isOffDay]));
  const worked = law.find((date) => !(off.get(date) ?? isWeekend(date)));
  if (worked !== undefined) throw new Error(`${worked} is off by law, and not here`);
  const gained = days.reduce((sum, { date, isOffDay }) => sum + (isOffDay ? Number(!isWeekend(date)) : -1), 0);
  if (gained < law.length)
    throw new Error(`${String(year)} has ${String(gained)} days off besides weekends, by law ${String(law.length)}`);
}

function formed<S extends z.ZodType>(schema: S, text: string): z.output<S> {
  const read = schema.safeParse(JSON.parse(text));
  if (read.success) return read.data;
  const [{ path, message } = { path: [], message: '' }] = read.error.issues;
  throw new Error(`${path.join('.')}: ${message}`);
}
