'use strict';
// npm runs this before `npm start` and `npm test`, under the Node that npm itself runs on: so it may mend a broken Node in
// node_modules, must not depend on any package, and is written for Node 20. It installs what package-lock.json says, once.
const { execFileSync, spawnSync } = require('node:child_process');
const { createHash } = require('node:crypto');
const { existsSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } = require('node:fs');
const { delimiter, join } = require('node:path');

const root = join(__dirname, '..');
const modules = join(root, 'node_modules');
const stampFile = join(modules, '.doorstep-stamp.json');
const ownNode = join(modules, '.bin', process.platform === 'win32' ? 'node.cmd' : 'node');
/** The oldest Node that runs our TypeScript tools as they are. */
const OLDEST = [22, 18];

main();

function main() {
  const unknown = unknownWorkspace();
  if (unknown) fail(`package-lock.json does not know ${unknown} yet: npm install --package-lock-only tells it`);
  const stamp = readStamp();
  if (process.argv.includes('--linked')) return stampAgain(stamp);
  if (stamp.lock === lockHash() && stamp.size === sizeOf(stamp.node) && isWhole()) return;
  install();
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

function install() {
  say('installing the packages of package-lock.json …');
  const npm = process.env.npm_execpath ?? fail('run this through npm');
  const flags = [
    '--include=optional',
    '--include=dev',
    '--prefer-offline',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ];
  try {
    execFileSync(process.execPath, [npm, 'ci', ...flags], { cwd: root, stdio: 'inherit' });
  } catch {
    fail('npm ci failed; what it said stands above');
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
    fail(`${instead}, and the system has ${version || 'no Node'}, not ${OLDEST.join('.')} or later`);
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
