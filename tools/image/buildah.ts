import { join } from 'node:path';
import { cacheFolder } from '../servers/program.ts';
import type { Packages } from '../servers/apt.ts';
import { run } from '../servers/shell.ts';

const MINUTE_MS = 60_000;

/** Programs that make images. */
export const needed: Packages = { buildah: 'buildah', debootstrap: 'debootstrap' };

/** Runs buildah on a store of ours, without a daemon. Throws its last words. */
export function buildah(args: readonly string[], timeoutMs = 20 * MINUTE_MS): Promise<string> {
  const store = join(cacheFolder(), 'containers');
  const where = ['--root', join(store, 'root'), '--runroot', join(store, 'run'), '--storage-driver', 'overlay'];
  return run('buildah', [...where, ...args], { timeoutMs, env: { BUILDAH_ISOLATION: 'chroot' } });
}

/** Whether an image is in our store. */
export const hasImage = (name: string): Promise<boolean> =>
  buildah(['inspect', '--type', 'image', name]).then(
    () => true,
    () => false,
  );
