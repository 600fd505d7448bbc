import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** When a process began, in its system's own words; empty where there is no such process. */
export function birthOf(pid: number): string {
  if (process.platform === 'linux') return procStat(pid)?.birth ?? '';
  if (process.platform === 'win32') return isAlive(pid) ? 'alive' : '';
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
  } catch {
    return '';
  }
}

/**
 * Tells once when whoever started us is gone, killed perhaps, without a signal to us. Where npm put a shell between
 * itself and us, which outlives it, npm is watched through the shell.
 */
export function onOrphaned(tell: () => void, everyMs = 250): void {
  const first = ancestry();
  const timer = setInterval(() => {
    if (ancestry() === first) return;
    clearInterval(timer);
    tell();
  }, everyMs).unref();
}

function ancestry(): string {
  const parent = procStat(process.ppid);
  const throughShell =
    process.env['npm_lifecycle_event'] !== undefined && parent !== undefined && /sh$/.test(parent.name);
  return throughShell ? `${process.ppid} of ${parent.parent}` : String(process.ppid);
}

/** Linux only: what /proc says of a process; nothing of one that ended and was not waited for. */
function procStat(pid: number): { name: string; parent: number; birth: string } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const name = stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
    // Numbered from 3, the state, as in proc(5): 4 is the parent, 22 the start in clock ticks since boot.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[3 - 3] === 'Z') return undefined;
    return { name, parent: Number(fields[4 - 3]), birth: fields[22 - 3] ?? '' };
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
