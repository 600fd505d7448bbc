import { describe, it } from '@jest/globals';

type Test = Parameters<typeof it>[1];

/** `it` and `describe` as far as tests need them that may be skipped. */
export interface Needing {
  it(name: string, run: Test, timeoutMs?: number): void;
  describe(name: string, tests: () => void): void;
}

/** Tests of what needs something. Where it is missing they are skipped, and their names say why: `.ci/run` tells it. */
export function needing(missing: string | undefined): Needing {
  if (missing === undefined) return { it, describe };
  const named = (name: string): string => `${name} (skipped: ${missing})`;
  return {
    it: (name, run) => void it.skip(named(name), run),
    describe: (name, tests) => void describe.skip(named(name), tests),
  };
}
