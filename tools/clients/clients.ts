import { createHash } from 'node:crypto';
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder } from '../servers/program.ts';
import { kinds, type Language, type Stage } from './kinds.ts';

export const languages = Object.keys(kinds) as Language[];

/** Where a generator lies between runs and checkouts: another pinned version lies elsewhere. */
async function homeOf(language: Language): Promise<string> {
  const hash = createHash('sha256');
  for (const pin of kinds[language].pins) hash.update(await readFile(join(import.meta.dirname, language, pin)));
  return join(cacheFolder(), 'clients', `${language}-${hash.digest('hex').slice(0, 12)}`);
}

/** Stands where a generator is installed whole. */
const whole = 'installed';
const isInstalled = async (home: string): Promise<boolean> =>
  readFile(join(home, whole)).then(
    () => true,
    () => false,
  );

/** Installs the generator of a language where it is not there yet. Throws one line that says what is not to be had. */
export async function installGenerator(language: Language, note: (line: string) => void): Promise<void> {
  const home = await homeOf(language);
  if (await isInstalled(home)) return;
  const { generator, pins, install } = kinds[language];
  note(`installing ${generator}`);
  await rm(home, { recursive: true, force: true });
  await mkdir(home, { recursive: true });
  for (const pin of pins) await copyFile(join(import.meta.dirname, language, pin), join(home, pin));
  await install(home);
  await writeFile(join(home, whole), '');
}

/** Why no client of a language can be made here; undefined where one can. */
export async function missingFor(language: Language): Promise<string | undefined> {
  if (await isInstalled(await homeOf(language))) return undefined;
  return `there is no ${kinds[language].generator}; npm run tools installs it`;
}

/** Makes a client with default options, compiles it, and tells the story through it. Throws what went wrong, in one line. */
export async function tellThrough(language: Language, stage: Stage): Promise<string> {
  const home = await homeOf(language);
  const work = await mkdtemp(join(home, 'work-'));
  try {
    return (await kinds[language].tell(home, work, stage)).trim();
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
