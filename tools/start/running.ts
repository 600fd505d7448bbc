import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { birthOf } from './processes.ts';

const MARK = 'running.json';

/** Who runs on a data folder. The birth tells a process from a later one that got the same number. */
const Running = z.object({ pid: z.number().int(), birth: z.string(), since: z.string() });

/** Our hold on a data folder. */
export interface Claim {
  release(): Promise<void>;
}

/**
 * Takes the data folder for this process. The mark of a process that was killed is taken over.
 * Throws one line that names the platform that runs on it.
 */
export async function claim(dataDir: string): Promise<Claim> {
  const file = join(dataDir, MARK);
  const mine = { pid: process.pid, birth: birthOf(process.pid), since: new Date().toISOString() };
  await mkdir(dataDir, { recursive: true });
  const write = () => writeFile(file, JSON.stringify(mine), { flag: 'wx' });
  await write().catch(async () => {
    const other = await runningOn(dataDir);
    if (other !== undefined) throw new Error(`Doorstep already runs here: process ${other.pid}, since ${other.since}`);
    await rm(file, { force: true });
    await write();
  });
  return { release: () => rm(file, { force: true }) };
}

/** Empties a data folder that we have claimed. */
export async function emptyFolder(dataDir: string): Promise<void> {
  const names = (await readdir(dataDir)).filter((name) => name !== MARK);
  await Promise.all(names.map((name) => rm(join(dataDir, name), { recursive: true, force: true })));
}

async function runningOn(dataDir: string): Promise<z.infer<typeof Running> | undefined> {
  const text = await readFile(join(dataDir, MARK), 'utf8').catch(() => '');
  const mark = text === '' ? undefined : Running.safeParse(JSON.parse(text)).data;
  return mark !== undefined && birthOf(mark.pid) === mark.birth ? mark : undefined;
}
