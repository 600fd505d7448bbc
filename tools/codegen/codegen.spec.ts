import { expect, it } from '@jest/globals';
import { build } from 'esbuild';
import { fileURLToPath } from 'node:url';
import { onlyOurOwn } from '../build/plugins.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const [main, image] = ['tools/codegen/main.ts', 'libs/contracts/src/image.ts'];

it('makes the contract before it loads what reads it, so that a new option takes one run', async () => {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [main],
    outdir: root,
    write: false,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    metafile: true,
    logLevel: 'silent',
    plugins: [onlyOurOwn],
  });
  const atOnce = new Set<string>();
  const load = (file: string): void => {
    if (atOnce.has(file)) return;
    atOnce.add(file);
    for (const { path, kind } of metafile.inputs[file]?.imports ?? []) if (kind === 'import-statement') load(path);
  };
  load(main);
  expect(Object.keys(metafile.inputs)).toContain(image);
  expect([...atOnce]).not.toContain(image);
});
