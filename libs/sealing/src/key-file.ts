import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile, rename, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as z from 'zod';
import type { Generation, KeyProvider } from './key-provider.js';
import { keyBytes } from './suite.js';

const File = z.strictObject({
  format: z.literal(1),
  /** Newest first. */
  generations: z
    .array(z.strictObject({ id: z.string().regex(/^g-[0-9a-z-]{1,40}$/u), madeAt: z.iso.datetime(), root: z.base64() }))
    .min(1)
    .max(100),
});

/** Root keys in a file that only its owner, or the group that a cluster gives it, may read. */
export function keyFile(path: string): KeyProvider {
  return { generations: () => read(path) };
}

/** Makes a file with a first generation; leaves one that is there as it is. @returns whether it made one. */
export async function makeKeyFile(path: string, now: Date): Promise<boolean> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  try {
    await write(path, [generation(now)], 'wx');
    return true;
  } catch (error) {
    if (typeof error === 'object' && error !== null && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

/** Adds a generation, from which on everything new is made. @returns its id. */
export async function rotateKeyFile(path: string, now: Date): Promise<string> {
  const made = generation(now);
  await replace(path, [made, ...(await read(path))]);
  return made.id;
}

/** Destroys a generation: what it alone opened opens no more. Throws where it is the newest, or is not there. */
export async function retireFromKeyFile(path: string, id: string): Promise<void> {
  const [newest, ...older] = await read(path);
  if (newest?.id === id) throw new Error(`${id} is the newest generation: rotate first`);
  if (!older.some((one) => one.id === id)) throw new Error(`${path} has no generation ${id}`);
  await replace(path, [newest as Generation, ...older.filter((one) => one.id !== id)]);
}

async function read(path: string): Promise<readonly Generation[]> {
  const { mode } = await stat(path).catch(() => {
    throw new Error(`DOORSTEP_KEYS: there is no file ${path}`);
  });
  if ((mode & 0o007) !== 0) throw new Error(`DOORSTEP_KEYS: ${path} may be read by others: chmod 600`);
  const parsed = File.safeParse(jsonIn(await readFile(path, 'utf8')));
  // What stands in the file is secret: where it is wrong is said, not what stands there.
  if (!parsed.success)
    throw new Error(`DOORSTEP_KEYS: ${path} is no key file (${String(parsed.error.issues[0]?.path.join('.'))})`);
  return parsed.data.generations.map(({ id, madeAt, root }) => {
    const bytes = Buffer.from(root, 'base64');
    if (bytes.length !== keyBytes) throw new Error(`DOORSTEP_KEYS: ${path}: ${id} has not ${String(keyBytes)} bytes`);
    return { id, madeAt: new Date(madeAt), root: bytes };
  });
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const generation = (now: Date): Generation => ({
  id: `g-${now.toISOString().slice(0, 10).replaceAll('-', '')}-${randomBytes(4).toString('hex')}`,
  madeAt: now,
  root: randomBytes(keyBytes),
});

/** Whole or not at all: a file that was half written would be the loss of every record. */
async function replace(path: string, generations: readonly Generation[]): Promise<void> {
  const aside = `${path}.${randomBytes(4).toString('hex')}`;
  await write(aside, generations, 'wx');
  await rename(aside, path);
}

async function write(path: string, generations: readonly Generation[], flags: string): Promise<void> {
  const said = generations.map(({ id, madeAt, root }) => ({
    id,
    madeAt: madeAt.toISOString(),
    root: Buffer.from(root).toString('base64'),
  }));
  const file = await open(path, flags, 0o600);
  try {
    await file.writeFile(`${JSON.stringify({ format: 1, generations: said }, undefined, 2)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
}
