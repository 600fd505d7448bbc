import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { build, type BuildOptions, type Metafile } from 'esbuild';
import { decorators, onlyOurOwn } from './plugins.ts';

/** An app as one file that Node runs. */
export interface Built {
  readonly app: string;
  readonly file: string;
  /** False where nothing had changed since the last build. */
  readonly fresh: boolean;
}

/**
 * Bundles each app's `apps/<app>/src/main.ts` into `<outDir>/<app>/main.js`; third-party packages stay outside.
 * Throws what esbuild has to say about a source that does not build.
 */
export function buildApps(root: string, apps: readonly string[], outDir = join(root, 'dist')): Promise<Built[]> {
  return Promise.all(apps.map((app) => buildApp(root, app, join(outDir, app))));
}

async function buildApp(root: string, app: string, folder: string): Promise<Built> {
  const file = join(folder, 'main.js');
  const stampFile = join(folder, 'inputs.json');
  if (await upToDate(root, stampFile, file)) return { app, file, fresh: false };
  const { metafile } = await build({
    ...optionsFor(root),
    entryPoints: [join(root, 'apps', app, 'src/main.ts')],
    outfile: file,
  });
  const inputs = inputsOf(metafile);
  await writeFile(
    stampFile,
    JSON.stringify({ inputs, digest: await digest(root, [...inputs, ...outputs(root, file)]) }),
  );
  return { app, file, fresh: true };
}

const optionsFor = (root: string) =>
  ({
    absWorkingDir: root,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    sourcemap: 'linked',
    metafile: true,
    logLevel: 'silent',
    plugins: [onlyOurOwn, decorators(root)],
  }) satisfies BuildOptions;

/** The sources that went into a bundle, and what else decides how it looks. */
const inputsOf = ({ inputs }: Metafile) => [...Object.keys(inputs).sort(), 'package-lock.json', '.swcrc'];

const outputs = (root: string, file: string) => [relative(root, file)];

async function upToDate(root: string, stampFile: string, file: string): Promise<boolean> {
  try {
    const stamp = JSON.parse(await readFile(stampFile, 'utf8')) as { inputs: string[]; digest: string };
    return stamp.digest === (await digest(root, [...stamp.inputs, ...outputs(root, file)]));
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
