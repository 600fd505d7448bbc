import { cpSync, mkdirSync, mkdtempSync, readdirSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root, trackedFiles } from './run.ts';

/** Not those of the checkout: what npm did there, and what is linked from there. */
const apart = new Set(['@doorstep', '.doorstep-stamp.json', '.package-lock.json']);

/** A copy of the checkout whose own packages are its own, and whose other packages are those of the checkout. */
export function copyOfCheckout(name: string): string {
  const copy = mkdtempSync(join(tmpdir(), `doorstep-${name}-`));
  for (const file of trackedFiles()) cpSync(join(root, file), join(copy, file));
  mkdirSync(join(copy, 'node_modules/@doorstep'), { recursive: true });
  for (const entry of readdirSync(join(root, 'node_modules')).filter((one) => !apart.has(one))) {
    symlinkSync(join(root, 'node_modules', entry), join(copy, 'node_modules', entry));
  }
  for (const folder of ['apps', 'libs']) {
    for (const entry of readdirSync(join(copy, folder))) {
      symlinkSync(join(copy, folder, entry), join(copy, 'node_modules/@doorstep', entry));
    }
  }
  return copy;
}
