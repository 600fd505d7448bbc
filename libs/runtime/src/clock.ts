import { readFileSync } from 'node:fs';

/** Tells which instant it is. */
export type Now = () => Date;

/** How soon a process notices that the clock was moved. */
const lookMs = 20;

/** The clock of the machine. */
export const machineClock: Now = () => new Date();

/**
 * The clock by which a process dates, counts and ends what it does: that of the machine, or in tests one that a file
 * moves for all processes of a platform. The file holds the milliseconds by which they are ahead of the machine; what
 * stands in it when a process begins, and each change of it, holds from then on.
 * Throws an error that names the key where the file says nothing of the kind, and in production.
 */
export function openClock(file: string | undefined, production = process.env['NODE_ENV'] === 'production'): Now {
  if (file === undefined) return machineClock;
  if (production) throw new Error('DOORSTEP_CLOCK: is for tests; in production the clock is the machine’s');
  let aheadMs = millisecondsIn(file);
  if (aheadMs === undefined) throw new Error('DOORSTEP_CLOCK: must be a file that holds milliseconds');
  setInterval(() => {
    aheadMs = millisecondsIn(file) ?? aheadMs;
  }, lookMs).unref();
  return () => new Date(machineClock().getTime() + (aheadMs ?? 0));
}

/** What a file says; undefined where it is not there, or half written. */
function millisecondsIn(file: string): number | undefined {
  try {
    const text = readFileSync(file, 'utf8');
    return /^-?\d+\n$/.test(text) ? Number(text) : undefined;
  } catch {
    return undefined;
  }
}
