import { execFile } from 'node:child_process';
import { access } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);
const here = import.meta.dirname;
const environment = join(homedir(), '.cache/doorstep/bench-venv');
const python = join(environment, 'bin/python');
const packages = ['ortools==9.15.6755', 'scipy==1.17.1', 'numpy==2.4.6'];

/** One run of a solver. */
export interface Run {
  /** What a peer took to take the arrays in, before it solved. */
  readonly buildMs: number;
  /** Processor time of the whole process while it solved, and the time on the wall. */
  readonly ms: number;
  readonly wallMs: number;
  readonly objective: number;
  readonly gap?: number;
  readonly peakMiB: number;
}

/** What a solver may take for one instance: so many runs, none begun after so many seconds. */
export interface Limits {
  readonly runs: number;
  readonly seconds: number;
}

/** Sees to it that the peers can run; why they cannot, where they cannot. */
export async function findPeers(): Promise<string | undefined> {
  try {
    await access(python).catch(() => execute('python3', ['-m', 'venv', environment]));
    await execute(python, ['-c', 'import ortools, scipy']).catch(() =>
      execute(python, ['-m', 'pip', 'install', '--quiet', ...packages]),
    );
    return undefined;
  } catch (error) {
    return `skipped: ${error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)}`;
  }
}

/** Runs ours in a process of its own. */
export const runOurs = (file: string, { runs, seconds }: Limits): Promise<Run[]> =>
  lines(process.execPath, [
    '--import',
    join(here, '../../typescript.mjs'),
    join(here, 'ours.ts'),
    file,
    String(runs),
    String(seconds),
  ]);

/** Runs a peer in a process of its own. */
export const runPeer = (kind: 'flow' | 'dense', file: string, { runs, seconds }: Limits): Promise<Run[]> =>
  lines(python, [join(here, 'peers.py'), kind, file, String(runs), String(seconds)]);

/** Runs the flow peer once for each file. */
export const runPeerOnMany = (files: readonly string[]): Promise<Run[]> =>
  lines(python, [join(here, 'peers.py'), 'many', ...files]);

async function lines(program: string, args: readonly string[]): Promise<Run[]> {
  const { stdout } = await execute(program, [...args], { maxBuffer: 2 ** 26 });
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Run);
}
