import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

const Entry = z.strictObject({
  code: z.string(),
  displayName: z.string(),
  englishName: z.string(),
  /** What sheets call it besides. */
  words: z.array(z.string()).default([]),
});

/** A category as the county's catalogue has it. */
export type CatalogueEntry = Readonly<z.infer<typeof Entry>>;

/** The catalogue that comes with the product: one to begin with, which a county changes as it likes. */
export const suggestedFile = join(import.meta.dirname, '../../data/categories.json');

/** The categories of a file. Throws where it is no list of them; the rules of each field are the platform's to check. */
export function catalogueIn(file: string): readonly CatalogueEntry[] {
  const { success, data, error } = z
    .array(Entry)
    .min(1)
    .safeParse(JSON.parse(readFileSync(file, 'utf8')));
  if (!success) throw new Error(`${file}: ${z.prettifyError(error)}`);
  return data;
}
