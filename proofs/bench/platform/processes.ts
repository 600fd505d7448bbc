import { readdir, readFile } from 'node:fs/promises';

/** One of our programs as the kernel of Linux sees it. */
export interface Used {
  readonly name: string;
  /** Seconds of CPU so far. */
  readonly cpuSeconds: number;
  readonly rssMiB: number;
}

/** Clock ticks a second in /proc, proc(5); the same on every Linux that Node runs on. */
const ticks = 100;

/** What each child of this process that runs one of our programs has used. */
export async function ourProcesses(): Promise<Used[]> {
  const found: Used[] = [];
  for (const pid of await readdir('/proc')) {
    if (!/^\d+$/.test(pid)) continue;
    const read = (file: string) => readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '');
    const [stat, command, status] = await Promise.all([read('stat'), read('cmdline'), read('status')]);
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const name = /(?:dist|tools)\/([\w-]+)\/main\.[jt]s/.exec(command)?.[1];
    if (Number(fields[1]) !== process.pid || name === undefined) continue;
    const rssKiB = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]);
    found.push({ name, cpuSeconds: (Number(fields[11]) + Number(fields[12])) / ticks, rssMiB: rssKiB / 1_024 });
  }
  return found.sort((a, b) => a.name.localeCompare(b.name));
}
