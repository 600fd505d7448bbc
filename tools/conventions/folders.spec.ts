import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { circlesIn, importsOf } from './imports.ts';
import { root, trackedFiles } from './run.ts';

const most = 1_000;
/** Generated; nobody reads it. */
const generated = /^libs\/contracts\//;
/** Tests and their examples stand beside what they test, and count for nothing. */
const beside = /\.(spec|e2e|example)\.ts$/;

const files = trackedFiles().filter(
  (file) => /^(apps\/(?!system-e2e)|libs\/|tools\/|proofs\/).*\.ts$/.test(file) && !generated.test(file),
);
const linesIn = (file: string): number => readFileSync(join(root, file), 'utf8').split('\n').length - 1;

describe('folders', () => {
  const folders = Map.groupBy(
    files.filter((file) => !beside.test(file)),
    dirname,
  );

  it.each([...folders].map(([folder, within]) => ({ folder, within })))(
    `$folder stays under ${most} lines`,
    ({ within }) => {
      expect(within.reduce((sum, file) => sum + linesIn(file), 0)).toBeLessThan(most);
    },
  );
});

describe('imports', () => {
  it('lead from no tool to a proof: what runs every day stands without them', () => {
    const leading = [...importsOf(files)].flatMap(([file, imported]) =>
      file.startsWith('tools/')
        ? imported.filter((one) => one.startsWith('proofs/')).map((one) => `${file} > ${one}`)
        : [],
    );
    expect(leading).toEqual([]);
  });

  it('run in no circle, types included', () => {
    expect(circlesIn(importsOf(files))).toEqual([]);
  });

  it.each<{ what: string; texts: Record<string, string>; circles: string[] }>([
    {
      what: 'two files',
      texts: { 'a.ts': "import { b } from './b.js';", 'b.ts': "export { a } from './a.js';" },
      circles: ['a.ts > b.ts > a.ts'],
    },
    {
      what: 'types alone, over a folder',
      texts: { 'a.ts': "import type { B } from './in/b.ts';", 'in/b.ts': "import type { A } from '../a.js';" },
      circles: ['a.ts > in/b.ts > a.ts'],
    },
    {
      what: 'none where two lead to one',
      texts: { 'a.ts': "import './b.js';\nimport './c.js';", 'b.ts': "import './c.js';", 'c.ts': "import 'node:fs';" },
      circles: [],
    },
  ])('would show a circle: $what', ({ texts, circles }) => {
    expect(circlesIn(importsOf(Object.keys(texts), (file) => texts[file] ?? ''))).toEqual(circles);
  });
});
