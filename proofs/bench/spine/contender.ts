import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { z } from 'zod';

/** A server in a process of its own, whose CPU can be read. */
export interface Contender {
  readonly port: number;
  /** Microseconds of CPU that it has used so far. */
  cpu(): Promise<number>;
  stop(): Promise<void>;
}

/** A contender of ours, whose memory can be read, too. */
export interface Measured extends Contender {
  /** Bytes of its resident set now, and the most that it ever was. */
  memory(): Promise<z.output<typeof Resident>>;
}

/** What a contender says once it serves. */
export const Ready = z.object({ ready: z.literal(true), port: z.number() });
/** What it answers when asked for its CPU, in microseconds. */
export const Used = z.object({ cpu: z.number() });
/** What it answers when asked for its memory, in bytes. */
const Resident = z.object({ now: z.number(), peak: z.number() });
const probe = new URL('cpu-probe.mjs', import.meta.url).href;
/** BENCH_PROFILE names the folder for a CPU profile of each contender. */
const { BENCH_PROFILE: folder } = process.env;
const profile = folder === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${folder}`];
const typescript = new URL('../../../tools/typescript.mjs', import.meta.url).href;

/** Starts a program that says by IPC where it listens. Throws where it ends before. */
export async function startContender(file: string, env: Readonly<Record<string, string>> = {}): Promise<Measured> {
  const child = fork(file, {
    execArgv: ['--import', typescript, '--import', probe, ...profile],
    env: { ...process.env, DOORSTEP_LOG_LEVEL: 'warn', ...env },
  });
  const { port } = Ready.parse(await Promise.race([message(child), death(child, file)]));
  return {
    port,
    async cpu() {
      const answer = message(child);
      child.send('cpu');
      return Used.parse(await answer).cpu;
    },
    async memory() {
      const answer = message(child);
      child.send('memory');
      return Resident.parse(await answer);
    },
    async stop() {
      const ended = once(child, 'exit');
      child.send('end');
      await ended;
    },
  };
}

const message = async (child: ChildProcess): Promise<unknown> => (await once(child, 'message')).at(0) as unknown;

async function death(child: ChildProcess, file: string): Promise<never> {
  await once(child, 'exit');
  throw new Error(`${file} ended before it was ready`);
}

/** Microseconds of a contender's CPU that each of `times` calls costs, `width` of them under way at a time. */
export async function cpuOfCalls(
  contender: Contender,
  width: number,
  times: number,
  call: () => Promise<unknown>,
): Promise<number> {
  const before = await contender.cpu();
  let left = times;
  const worker = async (): Promise<void> => {
    while (left-- > 0) await call();
  };
  await Promise.all(Array.from({ length: width }, worker));
  return ((await contender.cpu()) - before) / times;
}
