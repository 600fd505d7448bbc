import { homedir } from 'node:os';
import { join } from 'node:path';
import { aptInstall } from './apt.ts';
import { executable, onPath, reasonOf, run } from './shell.ts';

/** A server program that was seen to run. */
export interface Program {
  readonly path: string;
  readonly version: string;
  /** Where it came from, for people. */
  readonly source: string;
}

/** A place where a program may come from. */
export interface Source {
  readonly name: string;
  /** Path of the program; throws one line that says why it is not to be had here. */
  readonly fetch: () => Promise<string>;
}

/** What is looked for: a program by name, and the oldest version that our own code works with. */
export interface Wanted {
  readonly title: string;
  readonly name: string;
  readonly oldest: `${number}.${number}`;
  /** How it is asked for its version, where not by `--version`. */
  readonly ask?: string;
}

/** Debian packages that bring what a downloaded program may lack on a small image. */
const LIBRARIES = { 'libcurl.so.4': 'libcurl4', 'libssl.so.3': 'libssl3', 'libatomic.so.1': 'libatomic1' };

/** Where programs are kept between runs and checkouts. */
export const cacheFolder = (): string => process.env['DOORSTEP_CACHE'] ?? join(homedir(), '.cache', 'doorstep');

/** The program as PATH or our cache folder have it: the first two places of any search. */
export const usualSources = ({ name }: Wanted, kept = join(cacheFolder(), name)): readonly Source[] => [
  { name: 'PATH', fetch: async () => (await onPath(name)) ?? refuse(`no ${name} on PATH`) },
  {
    name: 'our cache folder',
    fetch: async () => (await executable(kept)) ?? refuse('nothing there'),
  },
];

/** The first program that answers `--version` and is new enough. Throws a list of everything that was tried. */
export async function findProgram(wanted: Wanted, sources: readonly Source[]): Promise<Program> {
  const tried: string[] = [];
  for (const source of sources) {
    try {
      const path = await source.fetch();
      return { path, version: await askVersion(path, wanted), source: source.name };
    } catch (error) {
      tried.push(`  ${source.name}: ${reasonOf(error)}`);
    }
  }
  throw new Error([`No ${wanted.title} is to be had here. Tried:`, ...tried].join('\n'));
}

async function askVersion(path: string, { oldest, ask = '--version' }: Wanted): Promise<string> {
  const answer = await run(path, [ask], { timeoutMs: 10_000 }).catch(async (error: unknown) => {
    await installLibraryMissedBy(error);
    return run(path, [ask], { timeoutMs: 10_000 });
  });
  const version = /\b(?:v=?|go)(\d+\.\d+\.\d+)/.exec(answer)?.[1] ?? refuse(`${path} does not tell its version`);
  if (version.localeCompare(oldest, 'en', { numeric: true }) < 0) refuse(`${path} is ${version}, older than ${oldest}`);
  return version;
}

/** A program that only lacks a shared library of Debian's gets it; any other error is thrown on. */
async function installLibraryMissedBy(error: unknown): Promise<void> {
  const missing = Object.entries(LIBRARIES).find(([library]) => String(error).includes(`${library}: cannot open`));
  if (missing === undefined) throw error;
  await aptInstall(missing[1]).catch((reason: unknown) =>
    refuse(`${reasonOf(error)} (Debian's ${missing[1]}: ${reasonOf(reason)})`),
  );
}

function refuse(reason: string): never {
  throw new Error(reason);
}
