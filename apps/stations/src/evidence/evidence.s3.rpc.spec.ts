import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { evidenceConfig } from './evidence.config.js';
import type { Files } from '../files/file.grid.js';
import { openS3Files } from '../files/file.s3.js';

/** A server that speaks S3 and keeps its objects in a folder. */
interface S3Server {
  readonly httpServer: Server;
  run(): Promise<{ readonly port: number }>;
  close(): Promise<void>;
}
type S3rver = new (options: object) => S3Server;
const S3rver = createRequire(import.meta.url)('s3rver') as S3rver;

describe('files of evidence in an S3-compatible store', () => {
  const folder = mkdtempSync(join(tmpdir(), 'doorstep-s3-'));
  const bucket = { name: 'evidence' };
  const server = new S3rver({ port: 0, silent: true, directory: folder, configureBuckets: [bucket] });
  let files: Files;

  beforeAll(async () => {
    const { port } = await server.run();
    // Its client goes by the clock of who answers, which here is the machine's, though the test may have another day.
    server.httpServer.prependListener('request', (_, response) => (response.sendDate = false));
    const secret = join(folder, 'secret');
    writeFileSync(secret, 'S3RVER\n');
    const { s3 } = evidenceConfig({
      DOORSTEP_EVIDENCE_STORE: 's3://evidence/doorstep/files',
      DOORSTEP_EVIDENCE_S3_ENDPOINT: `http://127.0.0.1:${port}`,
      DOORSTEP_EVIDENCE_S3_ACCESS_KEY_FILE: secret,
      DOORSTEP_EVIDENCE_S3_SECRET_KEY_FILE: secret,
    });
    if (s3 === undefined) throw new Error('the configuration names no S3 store');
    files = openS3Files(s3);
  });
  afterAll(async () => {
    await server.close();
    rmSync(folder, { recursive: true });
  });

  async function* pieces(file: Uint8Array, until = file.length) {
    for (let at = 0; at < until; at += 65_536) yield file.subarray(at, Math.min(until, at + 65_536));
    if (until < file.length) throw new Error('the line is cut');
  }
  const digest = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
  const read = async (id: string) => Buffer.concat(await Array.fromAsync(files.read(id)));

  it.each([
    ['one part', 1_000],
    ['several parts', 12 * 1024 * 1024],
  ])('keep what was written, in %s', async (_, size) => {
    const [id, file] = [randomUUID(), randomBytes(size)];
    await files.write(id, pieces(file));
    expect(digest(await read(id))).toBe(digest(file));
  });

  it('are not there where the writing broke off, nor after they were erased', async () => {
    const [id, file] = [randomUUID(), randomBytes(1_000_000)];
    await expect(files.write(id, pieces(file, 500_000))).rejects.toThrow('the line is cut');
    await expect(read(id)).rejects.toMatchObject({ name: 'NoSuchKey' });
    await files.write(id, pieces(file));
    await files.erase(id);
    await files.erase(id);
    await expect(read(id)).rejects.toMatchObject({ name: 'NoSuchKey' });
  });

  it.each([
    [{ DOORSTEP_EVIDENCE_STORE: 'ftp://x' }, 'DOORSTEP_EVIDENCE_STORE'],
    [{ DOORSTEP_EVIDENCE_STORE: 's3://evidence' }, 'DOORSTEP_EVIDENCE_S3_ENDPOINT'],
    [{ DOORSTEP_EVIDENCE_S3_PATH_STYLE: 'yes' }, 'DOORSTEP_EVIDENCE_S3_PATH_STYLE'],
    [{ DOORSTEP_EVIDENCE_MOST_BYTES: '0' }, 'DOORSTEP_EVIDENCE_MOST_BYTES'],
  ])('are not looked for by %j', (environment, key) => {
    expect(() => evidenceConfig(environment)).toThrow(key);
  });
});
