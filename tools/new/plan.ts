import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { format, resolveConfig } from 'prettier';

/** What is written, by its path in the checkout, and what is left to do. */
export interface Plan {
  readonly files: Readonly<Record<string, string>>;
  readonly next: readonly string[];
}

/** The templates of a folder beside this file, by the names of the files that they become. */
export function templatesIn(folder: string): Readonly<Record<string, string>> {
  const path = join(import.meta.dirname, folder);
  return Object.fromEntries(
    readdirSync(path).map((file) => [basename(file, '.txt'), readFileSync(join(path, file), 'utf8')]),
  );
}

/** Writes the files of a plan, in the format of the checkout. */
export async function write(root: string, { files }: Plan): Promise<void> {
  for (const [file, text] of Object.entries(files)) {
    const path = join(root, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, file.endsWith('.ts') ? await formatted(path, text) : text);
  }
}

/** Lines break where a name makes them too long. */
const formatted = async (path: string, text: string): Promise<string> =>
  format(text, { ...(await resolveConfig(path)), filepath: path });
