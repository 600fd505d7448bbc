import { createHash, generateKeyPairSync } from 'node:crypto';
import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@doorstep/testing';
import { ROOT } from '../platform/platform.ts';
import { spawnOnLeash } from '../servers/leash.ts';
import { freePorts } from '../servers/ports.ts';
import { run } from '../servers/shell.ts';
import { lacking } from '../jest/lacking.ts';
import { needing } from '../jest/needing.ts';
import { makeBundle, ofNode, ofRegistry } from './bundle.ts';

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

const root = process.getuid?.() === 0;
const withRegistry = needing(await lacking(ofRegistry));
const withNode = needing(root ? await lacking(ofNode) : 'containerd needs root');

/** A bundle with one small image, as it arrived. */
async function arrived(): Promise<string> {
  const image = await mkdtemp(join(folder, 'image-'));
  const at = (name: string): string => join(image, name);
  const tar = (out: string, ...names: string[]) =>
    run('tar', ['-C', image, '-cf', out, ...names], { timeoutMs: 10_000 });
  await writeFile(at('hello'), 'hello');
  await tar(at('layer.tar'), 'hello');
  const layer = createHash('sha256')
    .update(await readFile(at('layer.tar')))
    .digest('hex');
  const config = {
    architecture: 'amd64',
    os: 'linux',
    config: {},
    rootfs: { type: 'layers', diff_ids: [`sha256:${layer}`] },
  };
  await writeFile(at('config.json'), JSON.stringify(config));
  const manifest = [
    { Config: 'config.json', RepoTags: ['doorstep.local/doorstep-gateway:9.9.9'], Layers: ['layer.tar'] },
  ];
  await writeFile(at('manifest.json'), JSON.stringify(manifest));
  const archive = at('doorstep-gateway-9.9.9.tar');
  await tar(archive, 'config.json', 'layer.tar', 'manifest.json');
  const parts = { root: ROOT, version, images: [archive], chart: file('chart.tgz'), sbom: file('sbom.json') };
  const made = await makeBundle({ ...parts, key: file('key.pem'), out: at('out') });
  await run('tar', ['-C', image, '-xf', made], { timeoutMs: 10_000 });
  return join(image, `doorstep-${version}`);
}
const load = (at: string, ...args: string[]): Promise<string> =>
  run('sh', [join(at, 'load.sh'), '--key', file('own.pub'), ...args], { timeoutMs: 60_000 });

withRegistry.it('a bundle is pushed into a registry, and not where it was changed', async () => {
  const [port = 0] = await freePorts(1);
  const settings = {
    version: '0.1',
    storage: { filesystem: { rootdirectory: file('registry') } },
    http: { addr: `127.0.0.1:${port}` },
  };
  await writeFile(file('registry.yml'), JSON.stringify(settings));
  const registry = spawnOnLeash('docker-registry', ['serve', file('registry.yml')], file('registry.log'));
  const held = async (): Promise<unknown> => (await fetch(`http://127.0.0.1:${port}/v2/_catalog`)).json();
  try {
    await eventually(async () => expect(await held()).toEqual({ repositories: [] }));
    const at = await arrived();
    const push = ['--registry', `127.0.0.1:${port}/county`, '--', '--dest-tls-verify=false'];
    await appendFile(join(at, 'images/doorstep-gateway-9.9.9.tar'), 'x');
    await expect(load(at, ...push)).rejects.toThrow('was changed');
    expect(await held()).toEqual({ repositories: [] });
    await load(await arrived(), ...push);
    expect(await held()).toEqual({ repositories: ['county/doorstep-gateway'] });
  } finally {
    await registry.stop();
  }
});

withNode.it(
  'a bundle is put into the containerd of a node, and not where it was changed',
  async () => {
    const [socket, state] = [file('containerd.sock'), await mkdtemp(join(tmpdir(), 'doorstep-node-'))];
    const args = ['--root', join(state, 'root'), '--state', join(state, 'state'), '--address', socket];
    const node = spawnOnLeash('containerd', args, file('containerd.log'));
    const held = () => run('ctr', ['-a', socket, '-n', 'k8s.io', 'images', 'ls', '-q'], { timeoutMs: 10_000 });
    try {
      await eventually(async () => expect(await held()).toBe(''), 20_000);
      const at = await arrived();
      await appendFile(join(at, 'images/doorstep-gateway-9.9.9.tar'), 'x');
      await expect(load(at, '--node', '--address', socket)).rejects.toThrow('was changed');
      expect(await held()).toBe('');
      await load(await arrived(), '--node', '--address', socket);
      expect(await held()).toContain('doorstep.local/doorstep-gateway:9.9.9');
    } finally {
      await node.stop();
      await rm(state, { recursive: true, force: true });
    }
  },
  60_000,
);
