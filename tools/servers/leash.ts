import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, openSync, closeSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const leash = fileURLToPath(new URL('leash.cjs', import.meta.url));

/** A foreign program that ends with us, however we end. */
export interface Leashed {
  /** Settles with a line that says how the program ended. */
  readonly ended: Promise<string>;
  /** Asks the program to end and waits until it has. */
  stop(): Promise<void>;
}

/**
 * Starts a foreign program whose output goes to `logFile`. Its own process group keeps Ctrl-C from it, and a pipe that
 * only we hold ends it should we be killed.
 */
export function spawnOnLeash(program: string, args: readonly string[], logFile: string): Leashed {
  mkdirSync(dirname(logFile), { recursive: true });
  const log = openSync(logFile, 'a');
  const child = spawn(process.execPath, [leash, program, ...args], { stdio: ['pipe', log, log], detached: true });
  closeSync(log);
  const ended = once(child, 'exit').then(
    ([code]) => `${program} ended with ${code}: ${lastLine(logFile)} (${logFile})`,
  );
  return {
    ended,
    async stop() {
      child.stdin?.end();
      await ended;
    },
  };
}

/** The last line of a log, for a message that must fit on one. */
export function lastLine(file: string): string {
  return lastLines(file, 1).join('');
}

/** The last lines of a log that hold anything. */
export function lastLines(file: string, count: number): string[] {
  return readFileSync(file, 'utf8').split('\n').filter(Boolean).slice(-count);
}
