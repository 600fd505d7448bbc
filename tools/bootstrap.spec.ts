import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { eventually } from '@doorstep/testing';

const bootstrap = fileURLToPath(new URL('bootstrap.cjs', import.meta.url));

/** Stands where npm stands: notes that it ran and lays down what a real install would. */
const NPM = `
const { appendFileSync, cpSync } = require('node:fs');
appendFileSync('installs', process.argv.slice(2).join(' ') + '\\n');
cpSync('packed', 'node_modules', { recursive: true });`;

let folder: string;
const at = (...path: string[]) => join(folder, ...path);

/** A Node that answers `--version` as told. */
const node = async (where: string, answer: string) => {
  await mkdir(at(where), { recursive: true });
  await writeFile(at(where, 'node'), `#!/bin/sh\n${answer}\n`, { mode: 0o755 });
};

const start = (...args: string[]) => {
  const env = { PATH: `${at('path')}:/usr/bin:/bin`, npm_execpath: at('npm.cjs') };
  return spawnSync(process.execPath, [at('tools', 'bootstrap.cjs'), ...args], { cwd: folder, env, encoding: 'utf8' });
};

const installs = async () => (await readFile(at('installs'), 'utf8').catch(() => '')).split('\n').length - 1;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'doorstep-bootstrap-'));
  await mkdir(at('tools'));
  await copyFile(bootstrap, at('tools', 'bootstrap.cjs'));
  await writeFile(at('npm.cjs'), NPM);
  await writeFile(at('package-lock.json'), '{}');
  await mkdir(at('packed', 'left-pad'), { recursive: true });
  await writeFile(at('packed', 'left-pad', 'package.json'), '{}');
  await writeFile(at('packed', '.package-lock.json'), JSON.stringify({ packages: { 'node_modules/left-pad': {} } }));
  await node('packed/.bin', 'echo v26.10.0');
});

afterEach(() => rm(folder, { recursive: true }));

describe('what makes npm install', () => {
  it('the first start, and no second one', async () => {
    expect(start()).toMatchObject({ status: 0 });
    expect(start()).toMatchObject({ status: 0, stderr: '' });
    expect(await readFile(at('installs'), 'utf8')).toMatch(/^ci --include=optional --include=dev/);
    expect(await installs()).toBe(1);
  });

  it.each([
    ['a changed lock', () => writeFile(at('package-lock.json'), '{ "changed": true }')],
    ['a package that is missing', () => rm(at('node_modules', 'left-pad'), { recursive: true })],
    ['a Node that was cut short', () => truncate(at('node_modules', '.bin', 'node'), 5)],
    ['a Node that is gone', () => rm(at('node_modules', '.bin', 'node'))],
    ['an install that was interrupted', () => rm(at('node_modules', '.package-lock.json'))],
  ])('%s', async (_name, harm) => {
    start();
    await harm();
    expect(start()).toMatchObject({ status: 0 });
    expect(await installs()).toBe(2);
  });

  it('not a lock that knows of a new package of ours, which is linked already', async () => {
    start();
    await writeFile(at('package-lock.json'), '{ "changed": true }');
    expect(start('--linked')).toMatchObject({ status: 0, stderr: '' });
    expect(start()).toMatchObject({ status: 0, stderr: '' });
    expect(await installs()).toBe(1);
  });

  it('a link, where nothing was installed before', async () => {
    start('--linked');
    start();
    expect(await installs()).toBe(1);
  });
});

describe('where Node 26 does not run', () => {
  beforeEach(() => node('packed/.bin', 'echo "exec format error" >&2; exit 1'));

  it('the system has one that will do, and this is said', async () => {
    await node('path', 'echo v22.18.0');
    const first = start();
    expect(first).toMatchObject({ status: 0, stderr: expect.stringContaining("using the system's Node v22.18.0") });
    expect(first.stderr).toContain('exec format error');
    expect(start()).toMatchObject({ status: 0, stderr: '' });
  });

  it('the system has one that is too old: one clear line', async () => {
    await node('path', 'echo v22.17.9');
    const { status, stderr } = start();
    expect(status).toBe(1);
    expect(stderr.trim().split('\n').at(-1)).toBe(
      'bootstrap: Node 26 is not used here (exec format error), and the system has v22.17.9, not 22.18 or later',
    );
  });
});

it.each(['apps', 'libs'])('names a folder in %s of which the lock knows nothing, in one line', async (parent) => {
  await mkdir(at(parent, 'shop'), { recursive: true });
  await writeFile(at(parent, 'shop', 'package.json'), '{}');
  const line = `package-lock.json does not know ${parent}/shop yet: npm install --package-lock-only tells it`;
  expect(start()).toMatchObject({ status: 1, stderr: `bootstrap: ${line}\n` });
  expect(await installs()).toBe(0);
  await writeFile(at('package-lock.json'), JSON.stringify({ packages: { [`${parent}/shop`]: {} } }));
  expect(start()).toMatchObject({ status: 0 });
});

describe('while something is installed', () => {
  /** An npm that says that it began, and goes on once the file `on` is there; or says that it was told to end. */
  const SLOW = `
const { appendFileSync, existsSync, writeFileSync } = require('node:fs');
appendFileSync('installs', 'begun\\n');
process.once('SIGTERM', () => process.exit(writeFileSync('told', '') ?? 1));
setInterval(() => existsSync('on') && process.exit(require('./quick.cjs') && 0), 20);`;
  const begin = () => {
    const env = { PATH: `${at('path')}:/usr/bin:/bin`, npm_execpath: at('npm.cjs') };
    const child = spawn(process.execPath, [at('tools', 'bootstrap.cjs')], { cwd: folder, env });
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    const said = new Promise<string>((resolve) => child.stderr.once('data', (data) => resolve(String(data))));
    return { child, ended, said };
  };
  const begun = () => eventually(async () => expect(await installs()).toBe(1));

  beforeEach(async () => {
    await writeFile(at('quick.cjs'), NPM);
    await writeFile(at('npm.cjs'), SLOW);
  });

  it('who ends the command ends npm, too', async () => {
    const { child, ended } = begin();
    await begun();
    child.kill('SIGTERM');
    expect(await ended).toBe(1);
    expect(existsSync(at('told'))).toBe(true);
    expect(existsSync(at('.doorstep-installing'))).toBe(false);
  });

  it('who kills npm, and leaves its shell, ends what is installed, too', async () => {
    const env = { PATH: '/usr/bin:/bin', npm_execpath: at('npm.cjs'), NODE: process.execPath };
    const shell = `sh -c '"$NODE" tools/bootstrap.cjs; true'; true`;
    const npm = spawn('/bin/bash', ['-c', shell], { cwd: folder, env });
    await begun();
    npm.kill('SIGKILL');
    await eventually(() => expect(existsSync(at('told'))).toBe(true));
    await eventually(() => expect(existsSync(at('.doorstep-installing'))).toBe(false));
  });

  it('another command says so, waits, and installs nothing', async () => {
    const first = begin();
    await begun();
    const second = begin();
    expect(await second.said).toBe(
      `bootstrap: an installation is under way (process ${String(first.child.pid)}); waiting for it\n`,
    );
    await writeFile(at('on'), '');
    expect(await Promise.all([first.ended, second.ended])).toEqual([0, 0]);
    expect(await readFile(at('installs'), 'utf8')).toMatch(/^begun\nci [^\n]*\n$/);
  });

  it('what was killed is taken over', async () => {
    await writeFile(at('.doorstep-installing'), String(spawnSync('true').pid));
    await writeFile(at('npm.cjs'), NPM);
    expect(start()).toMatchObject({ status: 0 });
    expect(await installs()).toBe(1);
  });
});

it('says so where npm cannot install', async () => {
  await writeFile(at('npm.cjs'), 'process.exit(1)');
  expect(start()).toMatchObject({ status: 1, stderr: expect.stringContaining('npm ci failed') });
});
