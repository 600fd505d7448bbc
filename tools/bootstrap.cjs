'use strict';
// npm runs this before `npm start` and `npm test`, under the Node that npm itself runs on: so it may mend a broken Node in
// node_modules, must not depend on any package, and is written for Node 20. It installs what package-lock.json says, once.
const { spawn, spawnSync } = require('node:child_process');
const { createHash } = require('node:crypto');
const { existsSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } = require('node:fs');
const { delimiter, join } = require('node:path');

const root = join(__dirname, '..');
const modules = join(root, 'node_modules');
const stampFile = join(modules, '.doorstep-stamp.json');
/** Names the process that installs; beside node_modules, which an installation empties. */
const lockFile = join(root, '.doorstep-installing');
const ownNode = join(modules, '.bin', process.platform === 'win32' ? 'node.cmd' : 'node');
/** The oldest Node that runs our TypeScript tools as they are. */
const OLDEST = [22, 18];

main().catch((error) => fail(error.message));

async function main() {
  const unknown = unknownWorkspace();
  if (unknown) fail(`package-lock.json does not know ${unknown} yet: npm install --package-lock-only tells it`);
  const stamp = readStamp();
  if (process.argv.includes('--linked')) return stampAgain(stamp);
  if (isInstalled(stamp)) return;
  await alone(async () => {
    if (!isInstalled(readStamp())) await installAndNote();
  });
}

/** What the lock says is there, and whole. */
function isInstalled({ lock, node, size }) {
  return lock === lockHash() && size === sizeOf(node) && isWhole();
}

/** Does the work while nobody else does it: waits for who was first, and takes over from who was killed. */
async function alone(work) {
  for (let told = false; !takes(); told = true) {
    const first = installing();
    if (first === undefined) rmSync(lockFile, { force: true });
    else if (!told) say(`an installation is under way (process ${first}); waiting for it`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  try {
    await work();
  } finally {
    rmSync(lockFile, { force: true });
  }
}

/** Whether the lock file is ours. */
function takes() {
  try {
    writeFileSync(lockFile, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

/** The process that installs; undefined where it is gone. */
function installing() {
  try {
    const pid = Number(readFileSync(lockFile, 'utf8'));
    if (pid > 0) process.kill(pid, 0);
    return pid;
  } catch {
    return undefined;
  }
}

async function installAndNote() {
  await install();
  const node = chooseNode();
  writeFileSync(stampFile, JSON.stringify({ lock: lockHash(), node, size: sizeOf(node) }));
}

/** `npm run new` linked a package of our own, as an install of the lock that it wrote would. */
function stampAgain(stamp) {
  if (stamp.lock !== undefined) writeFileSync(stampFile, JSON.stringify({ ...stamp, lock: lockHash() }));
}

function readStamp() {
  try {
    return JSON.parse(readFileSync(stampFile, 'utf8'));
  } catch {
    return {};
  }
}

/** What an install depends on: the lock, and the machine that it was made for. */
function lockHash() {
  const machine = `${process.platform} ${process.arch}`;
  return createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .update(machine)
    .digest('hex');
}

/** Bytes of a program: one that was cut short must not be taken for whole. */
function sizeOf(file) {
  return statSync(file ?? '', { throwIfNoEntry: false })?.size ?? 0;
}

/** Every package that npm says it installed is still there. */
function isWhole() {
  try {
    const { packages } = JSON.parse(readFileSync(join(modules, '.package-lock.json'), 'utf8'));
    return Object.keys(packages).every((path) => packages[path].link || existsSync(join(root, path, 'package.json')));
  } catch {
    return false;
  }
}

/** A folder of ours that was added, and of which nobody told the lock: `npm ci` would refuse it in many words. */
function unknownWorkspace() {
  const { packages = {} } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  return ['apps', 'libs']
    .flatMap((folder) =>
      existsSync(join(root, folder)) ? readdirSync(join(root, folder)).map((name) => `${folder}/${name}`) : [],
    )
    .find((path) => existsSync(join(root, path, 'package.json')) && !packages[path]);
}

async function install() {
  say('installing the packages of package-lock.json …');
  const npm = process.env.npm_execpath;
  if (npm === undefined) throw new Error('run this through npm');
  const flags = [
    '--include=optional',
    '--include=dev',
    '--prefer-offline',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ];
  const { status, signal } = await toItsEnd(
    spawn(process.execPath, [npm, 'ci', ...flags], { cwd: root, stdio: 'inherit' }),
  );
  if (signal !== undefined) throw new Error(`ended by ${signal}; the next command installs what is missing`);
  if (status !== 0) throw new Error('npm ci failed; what it said stands above');
}

/** Waits for a child. Who ends us ends it, too: it would go on alone, and get in the way of the next command. */
async function toItsEnd(child) {
  let signal;
  const forward = (name) => {
    signal = name;
    child.kill(name);
  };
  const names = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const name of names) process.on(name, forward);
  const above = ancestry();
  const watch = setInterval(() => ancestry() === above || forward('SIGTERM'), 250); // npm may be killed without a word to us
  const status = await new Promise((resolve) => child.once('error', () => resolve(1)).once('close', resolve));
  clearInterval(watch);
  for (const name of names) process.off(name, forward);
  return { status, signal };
}

/** Who started us, and through the shell that npm puts between, who started that. */
function ancestry() {
  try {
    const stat = readFileSync(`/proc/${process.ppid}/stat`, 'utf8');
    const [, name, parent] = /^\d+ \((.*)\) \w (\d+)/s.exec(stat) ?? [];
    return /sh$/.test(name ?? '') ? `${process.ppid} of ${parent}` : String(process.ppid);
  } catch {
    return String(process.ppid);
  }
}

/** Node 26 as it came with the lock; where it does not come or does not run, the system's, which is said. */
function chooseNode() {
  if (runs(ownNode)) return ownNode;
  const reason = existsSync(ownNode) ? whyNot(ownNode) : `it does not come for ${process.platform} ${process.arch}`;
  if (/libatomic/.test(reason) && aptInstall('libatomic1') && runs(ownNode)) return ownNode;
  rmSync(ownNode, { force: true });
  const node = systemNode();
  const version = node && spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout.trim();
  const instead = `Node 26 is not used here (${reason})`;
  if (!version || !newEnough(version)) {
    throw new Error(`${instead}, and the system has ${version || 'no Node'}, not ${OLDEST.join('.')} or later`);
  }
  say(`${instead}; using the system's Node ${version}`);
  return node;
}

function runs(node) {
  return existsSync(node) && run(node).status === 0;
}

function run(node) {
  return spawnSync(node, ['--version'], { encoding: 'utf8', shell: process.platform === 'win32' });
}

function whyNot(node) {
  const { error, stderr } = run(node);
  if (/libatomic/.test(stderr ?? '')) return 'it needs libatomic: install the package libatomic1';
  return error?.message ?? (stderr.trim().split('\n').at(-1) || 'it is broken');
}

/** The Node that the shell would find without ours. */
function systemNode() {
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => !folder.includes('node_modules'));
  return folders.map((folder) => join(folder, name)).find((file) => existsSync(file));
}

function newEnough(version) {
  const [major, minor] = version.replace('v', '').split('.').map(Number);
  return major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]);
}

/** True where we are root on a Debian and the package went in. */
function aptInstall(name) {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return false;
  const apt = (...args) =>
    spawnSync('apt-get', ['-q', ...args], {
      stdio: 'ignore',
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
  say(`installing Debian's ${name} …`);
  const install = () => apt('install', '--yes', '--no-install-recommends', name).status === 0;
  return install() || (apt('update').status === 0 && install());
}

function say(line) {
  console.error(`bootstrap: ${line}`);
}

function fail(line) {
  say(line);
  process.exit(1);
}
