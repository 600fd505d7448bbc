import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { workingCalendar, type WorkingCalendar } from '@doorstep/domain';
import * as z from 'zod';

const year = z.object({
  year: z.number().int(),
  days: z.array(z.object({ date: z.string().regex(/^\d{4}-\d{2}-\d{2}$/), isOffDay: z.boolean() })),
});

/** The working calendar that an operator keeps in a folder, and may replace there while services run. */
export interface Calendar {
  readonly current: WorkingCalendar;
  /** Reads the folder again. Throws with the file that does not fit; what was read before then stays in force. */
  refresh(): Promise<WorkingCalendar>;
}

/** Reads every `*.json` of a folder, one a year in the form of holiday-cn. Throws with the file that does not fit. */
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
  const files = await Promise.all(
    names.map(async (name) => ({ name, text: await readFile(join(folder, name), 'utf8') })),
  );
  const hash = createHash('sha256');
  for (const { text } of files) hash.update(text);
  const version = hash.digest('hex').slice(0, 12);
  if (version === known?.version) return known;
  return workingCalendar(
    files.map(({ name, text }) => parse(name, text)),
    version,
  );
}

function parse(name: string, text: string): z.infer<typeof year> {
  try {
    return year.parse(JSON.parse(text));
  } catch (error) {
    throw new Error(`working calendar: ${name} is not of the form of holiday-cn`, { cause: error });
  }
}
