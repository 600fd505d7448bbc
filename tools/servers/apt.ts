import { isAbsolute } from 'node:path';
import { executable, onPath, reasonOf, run } from './shell.ts';

/** Programs, by name or by path, and the Debian package that brings each. */
export type Packages = Readonly<Record<string, string>>;

/** Installs what this machine lacks of them. Throws one line that names what is still missing, and why. */
export async function ensureInstalled(programs: Packages, note: (line: string) => void = console.log): Promise<void> {
  const missing = await missingOf(programs);
  if (missing.length === 0) return;
  const packages = [...new Set(missing.map((program) => programs[program] ?? program))];
  note(`installing Debian's ${packages.join(', ')}`);
  const why = await aptInstall(...packages).then(() => 'the packages brought none', reasonOf);
  const still = await missingOf(programs);
  if (still.length > 0) throw new Error(`missing: ${still.join(', ')} (Debian's ${packages.join(', ')}): ${why}`);
}

/** Those that are not there. */
export async function missingOf(programs: Packages): Promise<string[]> {
  const found = await Promise.all(
    Object.keys(programs).map((program) => (isAbsolute(program) ? executable(program) : onPath(program))),
  );
  return Object.keys(programs).filter((_, at) => found[at] === undefined);
}

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
