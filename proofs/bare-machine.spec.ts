import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { needed as ofImages } from '../tools/image/buildah.ts';
import { needed as ofCluster } from './cluster/kubernetes/cluster.ts';
import { ROOT } from '../tools/platform/platform.ts';

const withinMs = 25_000;

/** A command on a machine that has Node and nothing else, and reaches nobody. */
async function bare(file: string, args: readonly string[], cache: string) {
  const nowhere = 'http://127.0.0.1:1';
  const env = {
    ...{ PATH: join(cache, 'nothing'), HOME: cache, DOORSTEP_CACHE: cache, npm_execpath: process.env['npm_execpath'] },
    ...{ DOORSTEP_PYPI_INDEX: nowhere, MONGOMS_DOWNLOAD_MIRROR: nowhere },
  };
  const options = { cwd: ROOT, env, timeout: withinMs, killSignal: 'SIGKILL' } as const;
  const child = spawn(process.execPath, ['--import', './tools/typescript.mjs', file, ...args], options);
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: await ended, lines: `${out}${err}`.split('\n') };
}

const servers = ['MongoDB', 'redis-server|Redis'];

/** A program that is found by its whole path is there or not, whatever PATH says. */
const onPath = (programs: object): string[] => Object.keys(programs).filter((name) => !name.startsWith('/'));

describe('on a bare machine', () => {
  let cache: string;
  beforeAll(async () => void (cache = await mkdtemp(join(tmpdir(), 'doorstep-bare-'))));
  afterAll(() => rm(cache, { recursive: true }));

  it.each<{ command: string; file: string; args?: string[]; names: readonly string[] }>([
    {
      command: 'npm run replay -- --start',
      file: 'proofs/replay/main.ts',
      args: ['--start'],
      names: ['MongoDB|Redis'],
    },
    {
      command: 'npm run test:cluster',
      file: 'proofs/cluster/main.ts',
      names:
        process.getuid?.() === 0
          ? [...onPath({ ...ofCluster, ...ofImages }), ...servers, 'Go ']
          : ['missing: Linux, and root'],
    },
    { command: 'npm run test:backup', file: 'proofs/backup/main.ts', names: servers },
    { command: 'npm run image', file: 'tools/image/main.ts', names: onPath(ofImages) },
    { command: 'npm run chaos', file: 'proofs/chaos/main.ts', names: [...servers, 'prlimit'] },
  ])(
    '$command names in one line what is missing, before it does anything',
    async ({ file, args = [], names }) => {
      const { code, lines } = await bare(file, args, cache);
      expect(code).toBe(1);
      const line = lines.find((one) => /is to be had here|missing/.test(one)) ?? lines.join('\n');
      for (const name of names) expect(line).toMatch(new RegExp(name));
    },
    withinMs,
  );
});
