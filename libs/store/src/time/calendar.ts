import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { workingCalendar, type WorkingCalendar } from '@doorstep/domain';
import * as z from 'zod';

const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
const published = z.object({
  year: z.number().int(),
  days: z.array(z.object({ date: day, isOffDay: z.boolean() })),
});
/** Statutory days off of many years, by feast. */
const statutory = z.object({
  years: z.array(z.object({ year: z.number().int(), days: z.record(z.string(), z.array(day)) })),
});

/** The file of statutory days; it stands beside the years that were published, or where a release keeps it. */
const statutoryFile = 'statutory.json';
const released = 'data/calendar';

/** The working calendar that an operator keeps in a folder, and may replace there while services run. */
export interface Calendar {
  readonly current: WorkingCalendar;
  /** Reads the folder again. Throws with the file that does not fit; what was read before then stays in force. */
  refresh(): Promise<WorkingCalendar>;
}

/**
 * Reads every `*.json` of a folder, one a year in the form of holiday-cn; by `statutory.json`, of the folder or the
 * release, other years are counted provisionally. Throws with the file that does not fit.
 */
export async function openCalendar(folder: string): Promise<Calendar> {
  let current = await read(folder);
  return {
    get current() {
      return current;
    },
    async refresh() {
      current = await read(folder, current);
      return current;
    },
  };
}

async function read(folder: string, known?: WorkingCalendar): Promise<WorkingCalendar> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json')).sort();
  const years = names.filter((name) => name !== statutoryFile);
  const from = (name: string): string => (names.includes(name) ? folder : released);
  const [law = '', ...texts] = await Promise.all(
    [statutoryFile, ...years].map((name) => readFile(join(from(name), name), 'utf8')),
  );
  const hash = createHash('sha256');
  for (const text of [law, ...texts]) hash.update(text);
  const version = hash.digest('hex').slice(0, 12);
  if (version === known?.version) return known;
  return workingCalendar(
    texts.map((text, at) => parse(published, years[at] ?? '', text)),
    version,
    parse(statutory, statutoryFile, law).years.map((year) => ({ ...year, days: Object.values(year.days).flat() })),
  );
}

function parse<S extends z.ZodType>(schema: S, name: string, text: string): z.output<S> {
  try {
    return schema.parse(JSON.parse(text));
  } catch (error) {
    throw new Error(`working calendar: ${name} is not of its form`, { cause: error });
  }
}
