import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build, type BuildOptions, type Metafile } from 'esbuild';
import { entriesOf } from './entries.ts';
import { decorators, onlyOurOwn } from './plugins.ts';

/** An app as one file that Node runs. */
export interface Built {
  readonly app: string;
  readonly file: string;
  /** False where nothing had changed since the last build. */
  readonly fresh: boolean;
}

/**
 * Bundles each app's `apps/<app>/src/main.ts` into `<outDir>/<app>/main.js`, and beside it what else the
 * app starts; third-party packages stay outside.
 * Throws what esbuild has to say about a source that does not build.
 */
export function buildApps(root: string, apps: readonly string[], outDir = join(root, 'dist')): Promise<Built[]> {
  return Promise.all(apps.map((app) => buildApp(root, app, join(outDir, app))));
}

async function buildApp(root: string, app: string, folder: string): Promise<Built> {
  const file = join(folder, 'main.js');
  const stampFile = join(folder, 'inputs.json');
  if (await upToDate(root, stampFile)) return { app, file, fresh: false };
  const { metafile } = await build({
    ...optionsFor(root),
    entryPoints: [...(await entriesOf(root, app))],
    outdir: folder,
  });
  const files = filesOf(metafile);
  await writeFile(stampFile, JSON.stringify({ files, digest: await digest(root, files) }));
  return { app, file, fresh: true };
}

const optionsFor = (root: string) =>
  ({
    absWorkingDir: root,
    bundle: true,
    splitting: true, // what is imported late is loaded late
    chunkNames: 'part-[hash]',
    format: 'esm',
    platform: 'node',
    target: 'node22',
    loader: { '.json': 'copy' }, // as an object literal, the API's description alone would cost ten megabytes
    sourcemap: 'linked',
    sourcesContent: false, // Node holds all of it in memory
    metafile: true,
    logLevel: 'silent',
    plugins: [onlyOurOwn, decorators(root)],
  }) satisfies BuildOptions;

/** The sources that went into a bundle, what else decides how it looks, and the bundle. */
const filesOf = ({ inputs, outputs }: Metafile) => [
  ...Object.keys(inputs).sort(),
  'package-lock.json',
  '.swcrc',
  ...Object.keys(outputs).filter((file) => file.endsWith('.js')),
];

async function upToDate(root: string, stampFile: string): Promise<boolean> {
  try {
    const stamp = JSON.parse(await readFile(stampFile, 'utf8')) as { files: string[]; digest: string };
    return stamp.digest === (await digest(root, stamp.files));
  } catch {
    return false;
  }
}

async function digest(root: string, files: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const bytes of await Promise.all(files.map((file) => readFile(join(root, file)))))
    hash.update(bytes).update('\0');
  return hash.digest('hex');
}
