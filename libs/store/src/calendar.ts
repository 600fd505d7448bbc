import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { workingCalendar, type WorkingCalendar } from '@doorstep/domain';
import { z } from 'zod';

const year = z.object({
  year: z.number().int(),
  days: z.array(z.object({ date: z.string().regex(/^\d{4}-\d{2}-\d{2}$/), isOffDay: z.boolean() })),
});

/** Reads every `*.json` of a folder, one a year in the form of holiday-cn. Throws with the file that does not fit. */
export async function readCalendar(folder: string): Promise<WorkingCalendar> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.json')).sort();
  const hash = createHash('sha256');
  const years = await Promise.all(
    files.map(async (name) => {
      const text = await readFile(join(folder, name), 'utf8');
      hash.update(text);
      const parsed = year.safeParse(JSON.parse(text));
      if (!parsed.success) throw new Error(`working calendar: ${name} is not of the form of holiday-cn`);
      return parsed.data;
    }),
  );
  return workingCalendar(years, hash.digest('hex').slice(0, 12));
}
