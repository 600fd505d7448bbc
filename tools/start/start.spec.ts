import { afterEach, beforeAll, afterAll, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { decodeJwt } from 'jose';
import { tokenFor } from '../identity/token.ts';
import { freePorts } from '../servers/ports.ts';

const repository = fileURLToPath(new URL('../../', import.meta.url));

/** An app that serves nothing, but starts and stops as ours do. */
const APP = `
import { createServer } from 'node:http';
if (process.env['TOY_FAILS']) throw new Error('the toy is broken');
const port = Number(process.env['DOORSTEP_BIND']?.split(':')[1]);
const server = createServer((_, answer) => answer.writeHead(404).end()).listen(port, '127.0.0.1', () => {
  process.send?.({ ready: true, port });
});
process.once('SIGTERM', () => { server.closeAllConnections(); server.close(() => process.exit(0)); });`;

const DRIVER = `
import { start } from '${join(repository, 'tools/start/start.ts')}';
console.log('supervisor', process.pid);
process.exit(await start([...process.argv.slice(2), '--no-sample'], import.meta.dirname));`;

let root: string;
let ports: Record<string, string>;
const running: number[] = [];

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'doorstep-start-'));
  await mkdir(bare);
  await symlink('/bin/sh', join(bare, 'sh'));
  for (const name of ['toy', 'gateway']) {
    await mkdir(join(root, 'apps', name, 'src'), { recursive: true });
    const doorstep = { kind: name === 'gateway' ? 'gateway' : 'service' };
    await writeFile(join(root, 'apps', name, 'package.json'), JSON.stringify({ doorstep }));
    await writeFile(join(root, 'apps', name, 'src/main.ts'), APP);
  }
  await symlink(join(repository, 'node_modules'), join(root, 'node_modules'));
  for (const file of ['.swcrc', 'package-lock.json']) await copyFile(join(repository, file), join(root, file));
  await writeFile(join(root, 'driver.ts'), DRIVER);
  await writeFile(join(root, 'package.json'), JSON.stringify({ type: 'module', scripts: { start: 'node driver.ts' } }));
  const names = ['GATEWAY', 'GATEWAY_OPERATIONS', 'IDENTITY', 'MONGOD', 'REDIS', 'TOY', 'TOY_OPERATIONS'];
  const free = await freePorts(names.length);
  ports = Object.fromEntries(names.map((name, at) => [`DOORSTEP_PORT_${name}`, String(free[at])]));
});

afterEach(async () => {
  running.splice(0).forEach(killGroup);
  await nothingRuns();
});

afterAll(() => Promise.all([rm(root, { recursive: true }), rm(bare, { recursive: true })]));

function killGroup(leader: number): void {
  try {
    process.kill(-leader, 'SIGKILL');
  } catch {
    // It has ended, as most tests want it to.
  }
}

/** `npm start` in a process group of its own, as a shell starts it. MongoDB is the one of the test run, Redis is real. */
function npmStart(args: readonly string[] = [], more: NodeJS.ProcessEnv = {}) {
  const env = Object.fromEntries(Object.entries(process.env).filter(([key]) => key !== 'DOORSTEP_REDIS_URL'));
  const npm = process.env['npm_execpath'];
  const [program, first] = npm === undefined ? ['npm', []] : [process.execPath, [npm]];
  const child = spawn(program, [...first, 'start', '--silent', '--', ...args], {
    cwd: root,
    env: {
      ...env,
      ...ports,
      DOORSTEP_MONGO_URI: process.env['DOORSTEP_MONGO_URI'] ?? 'mongodb://127.0.0.1:1/',
      ...more,
    },
    detached: true,
  });
  running.push(Number(child.pid));
  const said = { out: '', err: '' };
  child.stdout.on('data', (data: Buffer) => (said.out += data.toString()));
  child.stderr.on('data', (data: Buffer) => (said.err += data.toString()));
  const code = new Promise<number>((tell) => child.once('close', (...end) => tell(asShellTells(...end))));
  return { pid: Number(child.pid), said, code };
}

/** The exit code that a shell shows: of a program that a signal ended, 128 and the signal's number. */
const asShellTells = (code: number | null, signal: NodeJS.Signals | null) =>
  code ?? 128 + constants.signals[signal ?? 'SIGKILL'];

async function ready(started: ReturnType<typeof npmStart>): Promise<void> {
  await until(() => started.said.out.includes('Ready in') || started.said.err !== '', 20_000);
  expect(started.said.err).toBe('');
}

/** Every process whose command line names our folder has gone. */
const nothingRuns = () => until(async () => (await ours()).length === 0, 10_000);

async function ours(): Promise<{ pid: number; command: string }[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const commands = pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => ''));
  const all = (await Promise.all(commands)).map((command, at) => ({ pid: pids[at] ?? 0, command }));
  return all.filter(({ command }) => command.includes(root));
}

async function until(holds: () => boolean | Promise<boolean>, withinMs: number): Promise<void> {
  for (const deadline = Date.now() + withinMs; !(await holds()); await sleep(25)) {
    if (Date.now() > deadline) throw new Error('it did not come true in time');
  }
}

const supervisorOf = ({ said }: ReturnType<typeof npmStart>) => Number(/supervisor (\d+)/.exec(said.out)?.[1]);

describe('npm start leaves nothing running', () => {
  it.each<[string, (started: ReturnType<typeof npmStart>) => void, number | undefined]>([
    ['Ctrl-C', ({ pid }) => process.kill(-pid, 'SIGINT'), 130],
    ['TERM of npm', ({ pid }) => process.kill(pid, 'SIGTERM'), undefined],
    ['KILL of npm', ({ pid }) => process.kill(pid, 'SIGKILL'), undefined],
    ['a hang-up', ({ pid }) => process.kill(-pid, 'SIGHUP'), undefined],
    ['KILL of the supervisor', (started) => process.kill(supervisorOf(started), 'SIGKILL'), undefined],
  ])('after %s', async (_way, end, exitCode) => {
    const started = npmStart();
    await ready(started);
    expect((await ours()).length).toBeGreaterThan(2);
    end(started);
    await nothingRuns();
    if (exitCode !== undefined) expect(await started.code).toBe(exitCode);
  });
});

const nowhere = 'http://127.0.0.1:1';
/** Nothing is installed but a shell, and nobody is reached. */
const bare = join(tmpdir(), `doorstep-bare-${process.pid}`);
const bareMachine = {
  ...{ PATH: bare, DOORSTEP_CACHE: join(bare, 'cache'), DOORSTEP_MONGO_URI: '' },
  ...{ DOORSTEP_PYPI_INDEX: nowhere, MONGOMS_DOWNLOAD_MIRROR: nowhere },
};

describe('npm start says in one line what is wrong', () => {
  it.each<[string, readonly string[], NodeJS.ProcessEnv, RegExp, code?: number]>([
    ['an unknown flag', ['--rest'], {}, /^Unknown option '--rest'$/, 2],
    ['a day that is none', ['--at', 'tomorrow'], {}, /^--at: tomorrow is no day, as 2026-12-31/, 2],
    ['a day that no calendar has', ['--at', '2026-02-30'], {}, /^--at: 2026-02-30 is no day, as 2026-12-31/, 2],
    ['an instant of such a day', ['--at', '2026-02-30T08:00Z'], {}, /^--at: 2026-02-30T08:00Z is no day/, 2],
    ['an unknown service', ['--only', 'toys'], {}, /^there is no app toys; there are gateway, toy$/, 2],
    ['a child that dies', [], { TOY_FAILS: '1' }, /^(toy|gateway) ended: Error: the toy is broken \(.*\.log\)$/],
    ['a machine without servers', [], bareMachine, /^No (MongoDB|Redis) is to be had here\. Tried:\n/],
    ['a bad port', [], { DOORSTEP_PORT_TOY: 'x' }, /^DOORSTEP_PORT_TOY is not a port: x$/],
  ])('%s', async (_name, args, env, line, want = 1) => {
    const { said, code } = npmStart(args, env);
    expect(await code).toBe(want);
    expect(said.err.trim()).toMatch(line);
  });

  it('a second start, which names the first', async () => {
    const first = npmStart();
    await ready(first);
    const { said, code } = npmStart();
    expect(await code).toBe(1);
    expect(said.err).toContain(`Doorstep already runs here: process ${supervisorOf(first)}`);
  });

  it('a part that dies later', async () => {
    const { said, code, ...started } = npmStart(['--only', 'toy']);
    await ready({ said, code, ...started });
    expect(said.out).not.toContain('Gateway');
    expect(said.out).toContain(`http://127.0.0.1:${ports['DOORSTEP_PORT_TOY_OPERATIONS'] ?? ''}/readyz, /metrics  toy`);
    const toy = (await ours()).find(({ command }) => command.includes('dist/toy'));
    process.kill(Number(toy?.pid), 'SIGKILL');
    expect(await code).toBe(1);
    expect(said.err).toMatch(/^toy ended: /);
  });

  it('a port in use', async () => {
    const taken = new URL(process.env['DOORSTEP_REDIS_URL'] ?? '').port;
    const { said, code } = npmStart([], { DOORSTEP_PORT_TOY: taken });
    expect(await code).toBe(1);
    expect(said.err.trim()).toBe(`port ${taken}, meant for toy, is in use; DOORSTEP_PORT_TOY=… takes another`);
  });

  it('and takes over the mark of one that was killed', async () => {
    const killed = npmStart();
    await ready(killed);
    process.kill(supervisorOf(killed), 'SIGKILL');
    await ready(npmStart());
  });
});

describe('npm start', () => {
  it('tells its options by --help', async () => {
    const { said, code } = npmStart(['--help']);
    expect(await code).toBe(0);
    for (const option of ['--reset', '--only', '--no-sample', '--at']) expect(said.out).toContain(option);
  });

  it('believes by --at that it is another day, its issuer too', async () => {
    await ready(npmStart(['--at', '2026-12-31']));
    const { iat = 0 } = decodeJwt(
      await tokenFor(`http://127.0.0.1:${ports['DOORSTEP_PORT_IDENTITY'] ?? ''}`, 'county'),
    );
    expect(new Date(iat * 1_000).toISOString()).toMatch(/^2026-12-31T02:0/);
  });

  it('keeps what lies in .doorstep/, and empties it by --reset', async () => {
    const kept = join(root, '.doorstep/kept');
    await writeFile(kept, 'data');
    const first = npmStart();
    await ready(first);
    await readFile(kept);
    process.kill(-first.pid, 'SIGINT');
    await nothingRuns();
    await ready(npmStart(['--reset']));
    await expect(readFile(kept)).rejects.toThrow('ENOENT');
  });
});
