import { generateKeyPairSync } from 'node:crypto';
import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ROOT } from '../platform/platform.ts';
import { run } from '../servers/shell.ts';
import { makeBundle } from './bundle.ts';

const version = '9.9.9';
const pem = { type: 'spki', format: 'pem' } as const;
let folder: string;
let archive: string;
const file = (name: string): string => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'doorstep-bundle-'));
  for (const [name, who] of [
    ['own', 'key'],
    ['foreign', 'other'],
  ] as const) {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    await writeFile(file(`${who}.pem`), privateKey.export({ type: 'pkcs8', format: 'pem' }));
    await writeFile(file(`${name}.pub`), publicKey.export(pem));
  }
  await Promise.all(['gateway-9.9.9.tar', 'chart.tgz', 'sbom.json'].map((name) => writeFile(file(name), name)));
  archive = await bundle('first');
});
afterAll(() => rm(folder, { recursive: true }));

const bundle = (out: string): Promise<string> =>
  makeBundle({
    ...{ root: ROOT, version, images: [file('gateway-9.9.9.tar')], chart: file('chart.tgz'), sbom: file('sbom.json') },
    ...{ key: file('key.pem'), out: file(out) },
  });

/** What `load.sh` says to a bundle as it arrived. */
async function check(key: string, spoil: (at: string) => Promise<unknown> = () => Promise.resolve()): Promise<string> {
  const place = await mkdtemp(join(folder, 'arrived-'));
  await run('tar', ['-C', place, '-xf', archive], { timeoutMs: 10_000 });
  const at = join(place, `doorstep-${version}`);
  await spoil(at);
  return run('sh', [join(at, 'load.sh'), '--key', key, '--check'], { timeoutMs: 10_000 }).catch(String);
}

describe('a bundle', () => {
  it('is proved where it arrives', async () => {
    expect(await check(file('own.pub'))).toMatch(/load\.sh: \d+ files are as they were made/);
  });

  it.each<[string, string, (at: string) => Promise<unknown>, RegExp]>([
    ['an image was changed', 'own.pub', (at) => appendFile(join(at, 'images/gateway-9.9.9.tar'), 'x'), /was changed/],
    ['a file is missing', 'own.pub', (at) => rm(join(at, 'chart.tgz')), /was changed, or is not whole/],
    ['the list was changed', 'own.pub', (at) => appendFile(join(at, 'SHA256SUMS'), ''.padEnd(3, '\n')), /signature/],
    ['another key signed it', 'foreign.pub', () => Promise.resolve(), /signature/],
  ])('is refused where %s', async (_title, key, spoil, want) => {
    expect(await check(file(key), spoil)).toMatch(want);
  });

  it('is the same for the same parts', async () => {
    const sum = async (path: string) => (await run('sha256sum', [path], { timeoutMs: 10_000 })).split(' ')[0];
    expect(await sum(await bundle('second'))).toBe(await sum(archive));
  });
});
