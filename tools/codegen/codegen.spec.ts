import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { build } from 'esbuild';
import { fileURLToPath } from 'node:url';
import { onlyOurOwn } from '../build/plugins.ts';
import { copyOfCheckout } from '../conventions/copy.ts';
import { differences } from './compare.ts';

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

it('leaves everything as it was where a fault is found late, and says it in a line', () => {
  const copy = copyOfCheckout('codegen');
  try {
    const proto = join(copy, 'proto/doorstep/stations/v1/practice.proto');
    const sound = `${readFileSync(proto, 'utf8')}\n// 要点: one of its points.\nmessage Point {\n  // 标题: what it is.\n  string title = 1;\n}\n`;
    // Found when the document is made, last of all.
    writeFileSync(proto, sound.replace('get = "/v1/{name=practices/*}"', 'get = "/v1/{name=assets/*}"'));
    const script = ['--import', './tools/typescript.mjs', 'tools/codegen/main.ts'];
    const { status, stderr } = spawnSync(process.execPath, script, { cwd: copy, encoding: 'utf8' });
    expect(stderr).toMatch(/^codegen: getPractice and getAsset have one route: get [^\n]*\n$/);
    expect(status).toBe(1);
    expect(differences(copy, root, ['libs/contracts', 'docs'])).toEqual([]);
    expect(readdirSync(join(copy, '.deps')).filter((name) => name.startsWith('out-'))).toEqual([]);
  } finally {
    rmSync(copy, { recursive: true });
  }
}, 60_000);
