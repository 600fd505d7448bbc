import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { basename, delimiter, join } from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/**
 * Runs a program to its end and returns what it printed.
 * Throws one line: the last thing that the program said, or why it could not run.
 */
export async function run(
  program: string,
  args: readonly string[],
  { timeoutMs, env = {}, cwd }: { timeoutMs: number; env?: NodeJS.ProcessEnv; cwd?: string },
): Promise<string> {
  try {
    const options = {
      timeout: timeoutMs,
      killSignal: 'SIGKILL',
      env: { ...process.env, LC_ALL: 'C', ...env },
      ...(cwd !== undefined && { cwd }),
    } as const;
    const { stdout } = await execute(program, args, options);
    return stdout;
  } catch (error) {
    throw new Error(`${basename(program)} ${complaint(error, timeoutMs)}`, { cause: error });
  }
}

/** The first executable of that name on PATH. */
export async function onPath(name: string): Promise<string | undefined> {
  const suffixes = process.platform === 'win32' ? ['.exe', '.cmd'] : [''];
  for (const folder of (process.env['PATH'] ?? '').split(delimiter).filter(Boolean)) {
    for (const suffix of suffixes) {
      const file = await executable(join(folder, name + suffix));
      if (file !== undefined) return file;
    }
  }
  return undefined;
}

/** The path itself where it names a file that we may run. */
export async function executable(file: string): Promise<string | undefined> {
  return access(file, constants.X_OK).then(
    () => file,
    () => undefined,
  );
}

/** Why something failed, in one line: the message of the innermost cause, which names the host or the file. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.cause instanceof Error && error.message === 'fetch failed') return reasonOf(error.cause);
  return error.message;
}

function complaint(error: unknown, timeoutMs: number): string {
  if (!(error instanceof Error)) return String(error);
  if ('killed' in error && error.killed === true) return `gave no answer in ${timeoutMs / 1000} s`;
  const lastOf = (text: unknown): string => (typeof text === 'string' ? (text.trim().split('\n').at(-1) ?? '') : '');
  const said = lastOf('stderr' in error && error.stderr) || lastOf('stdout' in error && error.stdout);
  return `failed: ${said || error.message.split('\n')[0]}`;
}
