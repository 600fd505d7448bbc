import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { lastWords, withLog } from './logs.ts';

const leash = fileURLToPath(new URL('leash.cjs', import.meta.url));

/** A child process that ends with us, however we end. */
export interface Child {
  /** Settles with a line that says how it ended. Pending for as long as it runs. */
  readonly ended: Promise<string>;
  /** Asks it to end and waits until it has. */
  stop(): Promise<void>;
}

/**
 * Starts a foreign program whose output goes to `logFile`. Its own process group keeps Ctrl-C from it, and a pipe that
 * only we hold ends it should we be killed.
 */
export function spawnOnLeash(program: string, args: readonly string[], logFile: string): Child {
  const child = withLog(logFile, (log) =>
    spawn(process.execPath, [leash, program, ...args], { stdio: ['pipe', log, log], detached: true }),
  );
  const ended = once(child, 'exit').then(() => `${basename(program)} ended: ${lastWords(logFile)} (${logFile})`);
  return {
    ended,
    async stop() {
      child.stdin?.end();
      await ended;
    },
  };
}
