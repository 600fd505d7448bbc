import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { Child } from '../servers/leash.ts';
import { lastWords, withLog } from '../servers/logs.ts';

const Ready = z.object({ ready: z.literal(true), port: z.number().int() });

const tether = new URL('tether.mjs', import.meta.url).href;
/** As in the image: a small young generation and no baseline code in V8, one arena in glibc. */
const lean = { flags: ['--max-semi-space-size=2', '--no-sparkplug'], env: { MALLOC_ARENA_MAX: '1' } };
const READY_WITHIN_MS = 60_000;
const STOPS_WITHIN_MS = 20_000;

export interface ChildOptions {
  readonly name: string;
  /** The script that Node runs. */
  readonly file: string;
  readonly env: Readonly<Record<string, string>>;
  readonly logFile: string;
}

/** One of our own programs. */
export interface OwnChild extends Child {
  readonly pid: number;
  /** Ends it without asking, and waits until it has. */
  kill(): Promise<void>;
}

/**
 * Starts one of our own programs and waits until it says over IPC that it serves.
 * Throws one line with its last words if it ends before that.
 */
export async function startChild({ name, file, env, logFile }: ChildOptions): Promise<OwnChild> {
  const args = ['--enable-source-maps', ...lean.flags, '--import', tether, file];
  const child = withLog(logFile, (log) =>
    spawn(process.execPath, args, {
      stdio: ['ignore', log, log, 'ipc'],
      detached: true,
      env: { ...process.env, ...lean.env, ...env },
    }),
  );
  const ended = once(child, 'exit').then(() => `${name} ended: ${lastWords(logFile)} (${logFile})`);
  const stop = async () => {
    child.kill('SIGTERM');
    const killer = setTimeout(() => child.kill('SIGKILL'), STOPS_WITHIN_MS);
    await ended;
    clearTimeout(killer);
  };
  const late = sleep(READY_WITHIN_MS, `${name} was not ready in ${READY_WITHIN_MS / 1000} s`, { ref: false });
  try {
    await Promise.race([readiness(child), ended.then(raise), late.then(raise)]);
  } catch (error) {
    await stop();
    throw error;
  }
  const kill = async () => {
    child.kill('SIGKILL');
    await ended;
  };
  return { pid: child.pid ?? 0, ended, stop, kill };
}

async function readiness(child: ChildProcess): Promise<void> {
  Ready.parse((await once(child, 'message')).at(0));
}

function raise(line: string): never {
  throw new Error(line);
}
