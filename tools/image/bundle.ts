import { createHash, createPrivateKey, sign } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { copyFile, cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import type { Packages } from '../servers/apt.ts';
import { run } from '../servers/shell.ts';

const MINUTE_MS = 60_000;

/** Programs on the other side, where the bundle is loaded: into a registry, or into the containerd of a node. */
export const ofRegistry: Packages = { 'docker-registry': 'docker-registry', skopeo: 'skopeo' };
export const ofNode: Packages = { containerd: 'containerd', ctr: 'containerd' };

/** What goes into a bundle. */
export interface Parts {
  readonly root: string;
  readonly version: string;
  /** Archives of images. */
  readonly images: readonly string[];
  /** The packed chart. */
  readonly chart: string;
  /** The software bill of materials, CycloneDX. */
  readonly sbom: string;
  /** An Ed25519 key in PEM, with which the list of checksums is signed. */
  readonly key?: string | undefined;
  /** Folder in which the bundle is made. */
  readonly out: string;
}

/** Makes the one archive that is carried into a closed network. @returns its path. */
export async function makeBundle({ root, version, images, chart, sbom, key, out }: Parts): Promise<string> {
  const name = `doorstep-${version}`;
  const folder = join(out, name);
  await rm(folder, { recursive: true, force: true });
  await mkdir(join(folder, 'images'), { recursive: true });
  for (const image of images) await copyFile(image, join(folder, 'images', basename(image)));
  await copyFile(chart, join(folder, basename(chart)));
  await copyFile(sbom, join(folder, 'sbom.cdx.json'));
  await copyFile(join(root, 'deploy/bundle/load.sh'), join(folder, 'load.sh'));
  await cp(join(root, 'docs/operators'), join(folder, 'docs/operators'), { recursive: true });
  await cp(join(root, 'docs/runbooks'), join(folder, 'docs/runbooks'), { recursive: true });
  const sums = await checksums(folder);
  await writeFile(join(folder, 'SHA256SUMS'), sums);
  if (key !== undefined)
    await writeFile(
      join(folder, 'SHA256SUMS.sig'),
      sign(null, Buffer.from(sums), createPrivateKey(await readFile(key))),
    );
  const archive = join(out, `${name}.tar`);
  const same = ['--sort=name', '--owner=0', '--group=0', '--numeric-owner', '--mtime=@0'];
  await run('tar', [...same, '-C', out, '-cf', archive, name], { timeoutMs: 10 * MINUTE_MS });
  return archive;
}

/** `<sha256>  <path>`, a line a file, by path: what `sha256sum --check` reads. */
async function checksums(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const lines = await Promise.all(
    files.sort().map(async (file) => {
      const hash = createHash('sha256');
      for await (const piece of createReadStream(file)) hash.update(piece as Buffer);
      return `${hash.digest('hex')}  ${relative(folder, file)}\n`;
    }),
  );
  return lines.join('');
}
