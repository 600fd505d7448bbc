import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { build, type OutputFile, type Plugin } from 'esbuild';
import { z } from 'zod';
import { entriesOf } from '../build/entries.ts';
import { decorators } from '../build/plugins.ts';
import { readApps } from '../platform/apps.ts';

/** Packages that read files beside their own code, or that such a package must share: they go as they are. */
const whole = /^(@grpc\/|grpc-health-check|swagger-ui-dist)/;
/** What a package would use if it were there. */
const absent = /^(class-transformer|class-validator|@nestjs\/(websockets|platform-))/;
/** What only a command line of theirs uses, what measures who visits a page, and types. */
const unused = ['yargs', '@scarf/scarf', '@types/node'];
const roots = ['@grpc/grpc-js', '@grpc/reflection', 'grpc-health-check', 'swagger-ui-dist'];
/** Of the interface's page these are served; its other builds are four times as large. */
const swagger =
  /swagger-ui-dist$|swagger-ui(-bundle\.js|\.css)$|favicon-32x32\.png$|package\.json$|absolute-path\.js$|LICENSE$/;

const Manifest = z.object({ dependencies: z.record(z.string(), z.string()).default({}) });

/**
 * Lays out what images hold: `<out>/apps/<app>` is one bundle of our code and nearly all packages, `<out>/shared` what all
 * of them share. The same sources give the same bytes.
 */
export async function pack(root: string, apps: readonly string[], out: string): Promise<void> {
  await rm(out, { recursive: true, force: true });
  const shared = join(out, 'shared');
  await mkdir(shared, { recursive: true });
  await Promise.all([
    ...apps.map((app) => bundle(root, app, join(out, 'apps', app))),
    copyPackages(root, join(shared, 'node_modules')),
    cp(join(root, 'data/calendar'), join(shared, 'data/calendar'), { recursive: true }),
    cp(join(root, 'LICENSE'), join(shared, 'LICENSE')),
    writeFile(join(shared, 'package.json'), `${JSON.stringify({ type: 'module', private: true })}\n`),
  ]);
}

/** One app with nearly all packages; a part that is imported late is a file of its own. */
export async function bundle(root: string, app: string, folder: string): Promise<void> {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [...(await entriesOf(root, app))],
    outdir: folder,
    write: false,
    bundle: true,
    splitting: true, // what is imported late is read late
    chunkNames: 'part-[hash]',
    format: 'esm',
    platform: 'node',
    target: 'node22',
    // Names stay, for traces of the stack; keepNames would cost throughput.
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'none',
    loader: { '.json': 'copy' },
    assetNames: '[name]',
    // Decorators speak to it before the first import of a bundle is otherwise run.
    inject: [join(root, 'node_modules/reflect-metadata/Reflect.js')],
    banner: { js: commonJs },
    logLevel: 'silent',
    plugins: [packages(root), decorators(root)],
  });
  await mkdir(folder, { recursive: true });
  await Promise.all(
    outputFiles.map((file) => writeFile(file.path, file.path.endsWith('.js') ? inAscii(file) : file.contents)),
  );
}

/** V8 keeps a source with a single letter beyond Latin-1 in twice the memory, and esbuild leaves regular expressions alone. */
const inAscii = ({ text }: OutputFile): string =>
  text.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** What CommonJS packages expect to find around them. */
const commonJs =
  "import{createRequire as $require}from'node:module';const require=$require(import.meta.url);" +
  'const __filename=import.meta.filename,__dirname=import.meta.dirname;';

/** Of these there is a form of which only what is used comes along. */
const instead = new Map([
  ['rxjs', 'node_modules/rxjs/dist/esm/index.js'],
  ['rxjs/operators', 'node_modules/rxjs/dist/esm/operators/index.js'],
  ['whatwg-url', 'tools/image/whatwg-url.ts'],
]);

const seen = Symbol('seen');

/** Which packages come along, and in which form. */
export const packages = (root: string): Plugin => ({
  name: 'packages',
  setup({ onLoad, onResolve, resolve }) {
    onResolve({ filter: /^[^./]/ }, async ({ path, kind, resolveDir, importer, pluginData }) => {
      if (pluginData === seen || kind === 'entry-point') return undefined;
      const lighter = instead.get(path);
      if (lighter !== undefined) return { path: join(root, lighter) };
      if (whole.test(path) || absent.test(path)) return { path, external: true };
      const found = await resolve(path, { kind, resolveDir, importer, pluginData: seen });
      // esbuild resolves it again by itself: of what a plugin resolved it does not know whether it is an ES module, and
      // whoever came to a file first, by name or by path, would decide.
      return found.errors.length > 0 ? { path, external: true } : undefined;
    });
    onLoad({ filter: /node_modules.*\.json$/ }, async ({ path }) => ({
      contents: await readFile(path, 'utf8'),
      loader: 'json',
    }));
  },
});

/** Packages that go as they are, with all that they need. */
async function copyPackages(root: string, to: string): Promise<void> {
  const from = join(root, 'node_modules');
  const needed = new Set<string>();
  const add = async (name: string): Promise<void> => {
    if (needed.has(name) || unused.includes(name)) return;
    needed.add(name);
    const text = await readFile(join(from, name, 'package.json'), 'utf8');
    const { dependencies } = Manifest.parse(JSON.parse(text));
    for (const dependency of Object.keys(dependencies)) await add(dependency);
  };
  for (const name of roots) await add(name);
  for (const name of [...needed].sort()) {
    await mkdir(dirname(join(to, name)), { recursive: true });
    await cp(join(from, name), join(to, name), {
      recursive: true,
      filter: (path) => !/\.(map|md|d\.ts|d\.mts|d\.cts)$/.test(path) && kept(path),
    });
  }
}

const kept = (path: string): boolean => !path.includes('swagger-ui-dist') || swagger.test(path);

if (import.meta.main) {
  const [out = 'dist/pack'] = process.argv.slice(2);
  const apps = await readApps(process.cwd());
  await pack(
    process.cwd(),
    apps.map(({ name }) => name),
    out,
  );
}
