import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { complaints, programs, run } from './run.ts';

const law = '@nx/enforce-module-boundaries';
const imports = 'no-restricted-imports';
const [noun, day] = ['apps/matching/src/needs/need.ts', 'libs/domain/src/day.ts'];
const wrongs = [
  { file: noun, code: "import '@nestjs/common';", rule: imports },
  { file: noun, code: "import './need.store.js';", rule: imports },
  { file: noun, code: "import '@doorstep/store';", rule: imports },
  { file: 'apps/matching/src/needs/need.store.ts', code: "import '@grpc/grpc-js';", rule: imports },
  { file: 'apps/matching/src/needs/need.service.ts', code: "import '@doorstep/stations';", rule: law },
  { file: 'libs/runtime/src/log.ts', code: "import '@doorstep/testing';", rule: law },
  { file: day, code: "import 'node:fs';", rule: imports },
  { file: day, code: "import '@doorstep/runtime';", rule: law },
  { file: day, code: 'export const x: any = 1;', rule: '@typescript-eslint/no-explicit-any' },
  { file: day, code: 'export default 1;', rule: 'no-restricted-syntax' },
  { file: day, code: "export * from './division.js';", rule: 'no-restricted-syntax' },
  { file: day, code: 'Promise.resolve(1);', rule: '@typescript-eslint/no-floating-promises' },
  { file: day, code: '[1][0]!.toFixed();', rule: '@typescript-eslint/no-non-null-assertion' },
  { file: day, code: '\n'.repeat(301), rule: 'max-lines' },
  { file: day, code: `export function long() {${'\n'.repeat(41)}}`, rule: 'max-lines-per-function' },
  {
    file: day,
    code: "declare const s: 'a' | 'b';\nswitch (s) {\n  case 'a':\n    break;\n}",
    rule: '@typescript-eslint/switch-exhaustiveness-check',
  },
];

describe('lint', () => {
  let found: string[][] = [];
  beforeAll(() => {
    // As on a clean clone, where nothing of Nx is kept yet.
    process.env['NX_WORKSPACE_DATA_DIRECTORY'] = mkdtempSync(join(tmpdir(), 'doorstep-lint-'));
    found = JSON.parse(run('tools/house/lint-texts.ts', [], JSON.stringify(wrongs)).stdout) as string[][];
  }, 60_000);
  afterAll(() => rmSync(process.env['NX_WORKSPACE_DATA_DIRECTORY'] ?? '', { recursive: true }));

  it('finds nothing (npm run lint)', () => {
    expect(complaints(programs.eslint, ['.'])).toBe('');
  }, 240_000);

  it.each(wrongs.map((wrong, index) => ({ ...wrong, index })))('would find $rule in $file', ({ rule, index }) => {
    expect(found[index]).toContain(rule);
  });
});
