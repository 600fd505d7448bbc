import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { run } from '../../../tools/servers/shell.ts';

/**
 * Takes away what a cluster of this folder left behind that was killed: pods, which are nobody's children, and mounts.
 * Only processes that name the folder's own socket are touched, and theirs.
 */
export async function sweep(folder: string): Promise<void> {
  const processes = await Promise.all((await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(processOf));
  const shims = processes.filter((one) => one?.command.includes('containerd-shim') && one.command.includes(folder));
  const doomed = new Set(shims.map((one) => one?.id));
  for (const one of processes) if (doomed.has(one?.parent)) doomed.add(one?.id);
  for (const id of [...doomed].reverse()) if (id !== undefined) end(id);
  if (doomed.size > 0) await pause(1_000);
  await unmount(folder);
}

function end(id: number): void {
  try {
    process.kill(id, 'SIGKILL');
  } catch {
    // It was quicker.
  }
}

async function processOf(name: string): Promise<{ id: number; parent: number; command: string } | undefined> {
  const [command, stat] = await Promise.all(
    ['cmdline', 'stat'].map((file) => readFile(`/proc/${name}/${file}`, 'utf8').catch(() => '')),
  );
  const parent = Number(/^\d+ \(.*\) \S (\d+)/.exec(stat ?? '')?.[1]);
  return { id: Number(name), parent, command: (command ?? '').replaceAll('\0', ' ') };
}

/** Mounts of pods and containers hold their folder. */
async function unmount(folder: string): Promise<void> {
  const points = (await readFile('/proc/mounts', 'utf8'))
    .split('\n')
    .map((line) => line.split(' ')[1] ?? '')
    .filter((point) => point.startsWith(`${folder}/`))
    .sort((a, b) => b.length - a.length);
  for (const point of points) await run('umount', ['-l', point], { timeoutMs: 10_000 }).catch(() => '');
}
