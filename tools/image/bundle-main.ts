import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { asked, command } from '../command/command.ts';
import { findBuilt } from '../programs/programs.ts';
import { ROOT } from '../platform/platform.ts';
import { run } from '../servers/shell.ts';
import { makeBundle } from './bundle.ts';

const { values } = asked({
  usage: 'npm run bundle -- [options]',
  about: 'Packs images, chart, list of parts and their signatures into one file, for places without a network.',
  options: {
    images: {
      type: 'string',
      value: 'FOLDER',
      default: 'dist/images',
      says: 'where npm run image wrote; dist/images otherwise',
    },
    key: { type: 'string', value: 'FILE', says: 'an Ed25519 key, PEM, that signs' },
    out: { type: 'string', value: 'FOLDER', default: 'dist/bundle', says: 'dist/bundle otherwise' },
  },
});

const Images = z.array(z.object({ archive: z.string() }));
const Package = z.object({ version: z.string() });

await command(async () => {
  const out = join(ROOT, values.out);
  await mkdir(out, { recursive: true });
  const { version } = Package.parse(JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')));
  const images = Images.parse(JSON.parse(await readFile(join(ROOT, values.images, 'images.json'), 'utf8')));
  const helm = await findBuilt('helm');
  if (helm === undefined) throw new Error('there is no helm; `npm run tools -- helm` builds it');
  const packed = await run(helm, ['package', join(ROOT, 'charts/doorstep'), '--destination', out], {
    timeoutMs: 60_000,
  });
  const chart = packed.trim().split(' ').at(-1) ?? '';
  const sbom = join(out, 'sbom.cdx.json');
  const bill = ['sbom', '--sbom-format', 'cyclonedx', '--omit', 'dev', '--prefix', ROOT];
  await writeFile(sbom, await run('npm', bill, { timeoutMs: 120_000 }));
  const parts = {
    root: ROOT,
    version,
    images: images.map(({ archive }) => archive),
    chart,
    sbom,
    key: values.key,
    out,
  };
  console.log(await makeBundle(parts));
});
