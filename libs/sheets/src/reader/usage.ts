import { readFile } from 'node:fs/promises';

/** What a process uses. */
export interface Usage {
  /** Its resident memory, all of it: limits of V8 count neither buffers nor what libraries in C hold. */
  readonly residentBytes: number;
  readonly cpuMs: number;
}

const pageBytes = 4_096;
/** Of Linux, on every machine that Node runs on. */
const ticksPerSecond = 100;

/** What a process uses by now; undefined where the system does not tell, or it is gone. Source: proc(5). */
export async function usageOf(pid: number): Promise<Usage | undefined> {
  try {
    const [memory, stat] = await Promise.all([
      readFile(`/proc/${pid}/statm`, 'latin1'),
      readFile(`/proc/${pid}/stat`, 'latin1'),
    ]);
    // The name of the program stands in brackets, and may hold blanks.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const ticks = Number(fields[11]) + Number(fields[12]);
    return { residentBytes: Number(memory.split(' ')[1]) * pageBytes, cpuMs: (ticks * 1_000) / ticksPerSecond };
  } catch {
    return undefined;
  }
}
