import { statfs } from 'node:fs/promises';
import { freemem, tmpdir } from 'node:os';

/** A file system in memory, as Linux has it. */
const memory = '/dev/shm';
const gibibyte = 2 ** 30;
/** What the data of a whole run take, with room to spare, and what must be free for the tests besides. */
const [needed, beside] = [2 * gibibyte, 3 * gibibyte];

/**
 * The folder for data that nobody will miss: in memory, where there is enough. A test makes collections with hundreds of
 * indexes, and each waits for the disk.
 */
export async function folderForThrowaway(): Promise<string> {
  if (process.env['TMPDIR'] !== undefined || freemem() < needed + beside) return tmpdir();
  const { bavail, bsize } = await statfs(memory).catch(() => ({ bavail: 0, bsize: 0 }));
  return bavail * bsize < needed ? tmpdir() : memory;
}
