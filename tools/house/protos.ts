import { it } from '@jest/globals';
import { fetchProtoDependencies } from '../codegen/deps.ts';
import { root } from './run.ts';

/**
 * How to test what compiles the protos: other people's protos are not kept in the tree, and where they cannot be had
 * the test is skipped, with the reason in its name.
 */
export function whereProtosCompile(): { test: typeof it | typeof it.skip; because: string } {
  try {
    fetchProtoDependencies(root);
    return { test: it, because: '' };
  } catch (error) {
    return { test: it.skip, because: ` (skipped: ${String(error)})` };
  }
}
