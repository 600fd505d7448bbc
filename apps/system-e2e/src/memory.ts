import { readdir, readFile } from 'node:fs/promises';
import { platform } from './platform.js';

const everyMs = 50;

/**
 * Watches how far the resident memory of apps grows from now on, in bytes; nothing to see where there is no /proc.
 * @returns what ends it and tells.
 */
export async function watchMemory(...apps: readonly string[]): Promise<() => ReadonlyMap<string, number>> {
  const grown = new Map<string, number>();
  const watched = await Promise.all(
    apps.map(async (app) => {
      const pid = await pidOf(app);
      return { app, pid, before: await residentOf(pid) };
    }),
  );
  const look = async (): Promise<void> => {
    for (const { app, pid, before } of watched)
      grown.set(app, Math.max(grown.get(app) ?? 0, (await residentOf(pid)) - before));
  };
  const timer = setInterval(() => {
    look().catch(() => undefined); // a process that is gone grows no more
  }, everyMs);
  return () => {
    clearInterval(timer);
    return grown;
  };
}

async function residentOf(pid: string): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) * 1024;
}

/** The process that was told to listen where the app does. */
async function pidOf(app: string): Promise<string> {
  const address = app === 'gateway' ? platform.gateway.replace('http://', '') : platform.services[app];
  for (const pid of await readdir('/proc').catch(() => [])) {
    const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
    if (environment.split('\0').includes(`DOORSTEP_BIND=${address ?? ''}`)) return pid;
  }
  return '0';
}
