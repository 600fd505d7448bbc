import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { eventually } from '@doorstep/testing';
import { Scan, ScannerAway, type ClamdAddress } from '../../apps/stations/src/files/file.clamd.ts';
import { needing } from '../jest/needing.ts';
import { clamd } from './clamd.ts';

/** The file by which scanners are tried; it harms nobody. Put together here, so that no scanner takes this text for it. */
const eicar = Buffer.from(['X5O!P%@AP[4\\PZX54(P^)7CC)7}', '$EICAR-STANDARD-', 'ANTIVIRUS-TEST-FILE!$H+H*'].join(''));

async function scanned(address: ClamdAddress, file: Uint8Array, patience?: number): Promise<string> {
  const scan = await Scan.begin(address, patience);
  try {
    for (let at = 0; at < file.length; at += 65_536) await scan.write(file.subarray(at, at + 65_536));
    return await scan.verdict();
  } finally {
    scan.drop();
  }
}

const missing = existsSync(clamd) ? undefined : 'there is no clamd; npm run tools installs it';

needing(missing).describe('clamd itself', () => {
  let folder: string;
  let running: ChildProcess;
  let address: ClamdAddress;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'clamd-'));
    await mkdir(join(folder, 'signatures'));
    await writeFile(join(folder, 'signatures/test.ndb'), `Eicar-Test-Signature:0:0:${eicar.toString('hex')}\n`);
    const socket = join(folder, 'socket');
    const lines = [
      `LocalSocket ${socket}`,
      `DatabaseDirectory ${folder}/signatures`,
      'Foreground yes',
      'StreamMaxLength 1M',
    ];
    await writeFile(join(folder, 'clamd.conf'), lines.join('\n'));
    running = spawn(clamd, ['--config-file', join(folder, 'clamd.conf')], { stdio: 'ignore' });
    address = { path: socket };
    await eventually(() => scanned(address, Buffer.from('clean')));
  }, 30_000);
  afterAll(async () => {
    const gone = once(running, 'exit');
    running.kill('SIGKILL');
    await gone;
    await rm(folder, { recursive: true });
  });

  it('lets a clean file pass, knows an infected one, and refuses one that is too long', async () => {
    expect(await scanned(address, Buffer.alloc(900_000, 'clean '))).toBe('');
    expect(await scanned(address, eicar)).toBe('Eicar-Test-Signature.UNOFFICIAL');
    await expect(scanned(address, Buffer.alloc(8 * 1024 * 1024))).rejects.toThrow(ScannerAway);
  });
});
