import { onPath, run } from './shell.ts';

/**
 * Installs Debian packages without asking and without starting what they bring.
 * Throws one line where we are not root, where there is no apt, or where apt has no such package.
 */
export async function aptInstall(...packages: readonly string[]): Promise<void> {
  if (process.getuid?.() !== 0) throw new Error('only root may install Debian packages');
  if ((await onPath('apt-get')) === undefined) throw new Error('there is no apt-get here');
  const install = () => apt('install', '--yes', '--no-install-recommends', ...packages);
  await install().catch(async () => {
    await apt('update');
    await install();
  });
}

/** RUNLEVEL=1 keeps a package's own service from being started. */
function apt(...args: readonly string[]): Promise<string> {
  const env = { DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  return run('apt-get', ['-q', '-o', 'DPkg::Lock::Timeout=120', ...args], { timeoutMs: 300_000, env });
}
