import { ensureInstalled, type Packages } from './apt.ts';
import { findGo } from './go.ts';
import { findMongod } from './mongo.ts';
import { findRedis } from './redis.ts';
import { reasonOf } from './shell.ts';

/** What a command needs of the machine besides Node and what npm brings. */
export interface Needs {
  /** Linux, and to be root on it. */
  readonly root?: boolean;
  readonly programs?: Packages;
  /** MongoDB and Redis, where the environment names none. */
  readonly servers?: boolean;
  /** Go, with which programs are built. */
  readonly go?: boolean;
}

/**
 * Finds or installs what a command needs, before it does anything else. Throws one line that names everything that is
 * missing, and why it is not to be had.
 */
export async function ensureNeeds(
  { root = false, programs = {}, servers = false, go = false }: Needs,
  note?: (line: string) => void,
): Promise<void> {
  if (root && (process.platform !== 'linux' || process.getuid?.() !== 0)) throw new Error('missing: Linux, and root');
  const faults: string[] = [];
  const found = (search: Promise<unknown>): Promise<unknown> =>
    search.catch((error: unknown) => faults.push(oneLine(reasonOf(error))));
  // One after the other: apt does one thing at a time.
  await found(ensureInstalled(programs, note));
  if (servers && !process.env['DOORSTEP_MONGO_URI']) await found(findMongod());
  if (servers && !process.env['DOORSTEP_REDIS_URL']) await found(findRedis());
  if (go) await found(findGo());
  if (faults.length > 0) throw new Error(faults.join('; '));
}

const oneLine = (text: string): string => text.replaceAll(/\s*\n\s*/g, ', ');

/** As `ensureNeeds`; where something is missing the process says so and ends with 1. */
export async function orLeave(needs: Needs, note?: (line: string) => void): Promise<void> {
  await ensureNeeds(needs, note).catch((error: unknown) => {
    console.error(reasonOf(error));
    process.exit(1);
  });
}
