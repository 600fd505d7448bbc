import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { workingCalendar, type HolidayYear, type StatutoryYear, type WorkingCalendar } from '@doorstep/domain';
import { publishedYear, statutoryYears } from './calendar-file.js';

/** The file of statutory days; it stands beside the years that were published, or where a release keeps it. */
const statutoryFile = 'statutory.json';
const released = 'data/calendar';

/** The working calendar that an operator keeps in a folder, and may replace there while services run. */
export interface Calendar {
  readonly current: WorkingCalendar;
  /** How many files did not fit when the folder was last read. */
  readonly refused: number;
  /** Reads the folder again. Throws with the files that do not fit; what was read before then stays in force. */
  refresh(): Promise<WorkingCalendar>;
}

/**
 * Reads every `*.json` of a folder, one a year in the form of holiday-cn; by `statutory.json`, of the folder or the
 * release, other years are counted provisionally. So is, at first, a year whose file does not fit: a service that
 * could not start would help nobody. `refresh` tells of it.
 */
export async function openCalendar(folder: string): Promise<Calendar> {
  let { calendar: current, faults } = await read(folder);
  return {
    get current() {
      return current;
    },
    get refused() {
      return faults.length;
    },
    async refresh() {
      const again = await read(folder);
      ({ faults } = again);
      if (faults.length > 0) throw new Error(`working calendar: ${faults.join('; ')}`);
      // The same object, so that what it counted once it need not count again.
      if (again.calendar.version !== current.version) current = again.calendar;
      return current;
    },
  };
}

interface Read {
  readonly calendar: WorkingCalendar;
  /** Of each file that does not fit, its name and what is wrong. */
  readonly faults: readonly string[];
}

async function read(folder: string): Promise<Read> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json')).sort();
  const faults: string[] = [];
  const hash = createHash('sha256');
  /** What a file says; undefined where it does not fit. */
  const attempt = async <T>(name: string, parse: (text: string) => T): Promise<T | undefined> => {
    try {
      const text = await readFile(join(folder, name), 'utf8');
      const parsed = parse(text);
      hash.update(text);
      return parsed;
    } catch (error) {
      faults.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
      return undefined;
    }
  };
  let law: StatutoryYear[] | undefined;
  if (names.includes(statutoryFile)) law = await attempt(statutoryFile, statutoryYears);
  if (law === undefined) {
    const text = await readFile(join(released, statutoryFile), 'utf8');
    hash.update(text);
    law = statutoryYears(text);
  }
  const years = new Map<number, HolidayYear>();
  for (const name of names.filter((one) => one !== statutoryFile)) {
    const found = await attempt(name, (text) => onlyOne(publishedYear(name, text, law), years));
    if (found) years.set(found.year, found);
  }
  // Of a day in December the notice of the later year says the last word.
  const inOrder = [...years.values()].sort((a, b) => a.year - b.year);
  return { calendar: workingCalendar(inOrder, hash.digest('hex').slice(0, 12), law), faults };
}

function onlyOne(found: HolidayYear, years: ReadonlyMap<number, HolidayYear>): HolidayYear {
  if (years.has(found.year)) throw new Error(`another file has ${String(found.year)} already`);
  return found;
}
