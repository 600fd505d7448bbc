import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { copyOfCheckout } from './copy.ts';
import { complaints, programs, run } from './run.ts';

const law = '@nx/enforce-module-boundaries';
const imports = 'no-restricted-imports';
const [noun, day] = ['apps/matching/src/needs/need.ts', 'libs/domain/src/day.ts'];
const states = 'doorstep/state-by-life';
/** What a noun may have at hand where it writes a state. */
const around = `import { Need, Need_State } from '@doorstep/contracts/matching/v1/need.js';
import type { Facts } from '@doorstep/domain';
declare const need: Need;
declare const needLife: { initial: Need_State; move(need: Need, verb: string): Need };
declare function scan(filter: { readonly [K in keyof Need]?: Need[K] | { readonly $in: readonly Need[K][] } }): void;
declare function refuse(facts: Facts): void;
`;
const byHand = [
  'export const listed: Need = { ...need, state: Need_State.LISTED };',
  'export const listed = { ...need, state: Need_State.LISTED };',
  "export const listed = { ...need, 'state': Need_State.LISTED };",
  'const state = Need_State.LISTED;\nexport const listed = { ...need, state };',
  'const change = { state: Need_State.LISTED };\nexport const listed: Need = { ...need, ...change };',
  'export const restored = { ...need, state: need.mergedFrom };',
  'export const begun = Need.fromPartial({ state: Need_State.LISTED });',
  'export const either = { ...need, state: need.title ? needLife.initial : Need_State.LISTED };',
  'Object.assign(need, { state: Need_State.LISTED });',
  'need.state = Need_State.LISTED;',
  "need['state'] = Need_State.LISTED;",
];
const byLife = [
  'export const begun: Need = { ...need, state: needLife.initial };',
  'export const begun = Need.fromPartial({ state: needLife.initial });',
  "export const updated: Need = { ...need, state: needLife.move(need, 'update').state };",
  "export const listed = { ...needLife.move(need, 'publish'), filedBy: '' };",
  'scan({ state: Need_State.LISTED });',
  'scan({ state: { $in: [Need_State.LISTED] } });',
  'refuse({ name: need.name, state: need.state });',
  'export const row = { name: need.name, state: need.state };',
  'export const { state } = need;',
];
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
  { file: day, code: 'export const x = /^a\\s*b?\\s*$/;', rule: 'regexp/no-super-linear-backtracking' },
  { file: day, code: 'export const x = /a+$/;', rule: 'regexp/no-super-linear-move' },
  ...['new Date();', 'Date.now();', 'Date();', '[0].map(Date.now);'].map((code) => ({
    ...{ file: 'libs/store/src/wiring/store.ts', code, rule: 'clock/one-clock' },
  })),
  ...byHand.map((code) => ({ file: noun, code: around + code, rule: states })),
];
const rights = byLife.map((code) => ({ file: noun, code: around + code }));

/** What `eslint PATH` finds in one file of a copy of the checkout, to which a line was added. */
function foundByPath(file: string, line: string): string[] {
  const copy = copyOfCheckout('lint');
  try {
    appendFileSync(join(copy, file), `${line}\n`);
    const env = { ...process.env, NODE_OPTIONS: '', NX_WORKSPACE_DATA_DIRECTORY: join(copy, '.nx') };
    const options = { cwd: copy, env, encoding: 'utf8' } as const;
    const { stdout } = spawnSync(process.execPath, [programs.eslint, '--format', 'json', file], options);
    const results = JSON.parse(stdout) as { messages: { ruleId: string }[] }[];
    return results.flatMap(({ messages }) => messages.map(({ ruleId }) => ruleId));
  } finally {
    rmSync(copy, { recursive: true });
  }
}

describe('lint', () => {
  let found: string[][] = [];
  beforeAll(() => {
    // As on a clean clone, where nothing of Nx is kept yet.
    process.env['NX_WORKSPACE_DATA_DIRECTORY'] = mkdtempSync(join(tmpdir(), 'doorstep-lint-'));
    found = JSON.parse(
      run('tools/conventions/lint-texts.ts', [], JSON.stringify([...wrongs, ...rights])).stdout,
    ) as string[][];
  }, 60_000);
  afterAll(() => rmSync(process.env['NX_WORKSPACE_DATA_DIRECTORY'] ?? '', { recursive: true }));

  it('finds nothing (npm run lint)', () => {
    expect(complaints(programs.eslint, ['.'])).toBe('');
  }, 240_000);

  it.each([
    ['apps/matching/src/needs/need.service.ts', "import '@doorstep/stations';", law],
    ['libs/domain/src/day.ts', "import '@doorstep/runtime';", law],
    [noun, "import './need.store.js';", imports],
  ])(
    'applies the import law to a file that is given by its path: %s',
    (file, line, rule) => {
      expect(foundByPath(file, line)).toContain(rule);
    },
    120_000,
  );

  it.each(wrongs.map((wrong, index) => ({ ...wrong, index })))('would find $rule in $file', ({ rule, index }) => {
    expect(found[index]).toContain(rule);
  });

  it.each(byLife.map((code, index) => ({ code, index: wrongs.length + index })))('lets pass: $code', ({ index }) => {
    expect(found[index]).toBeDefined();
    expect(found[index]).not.toContain(states);
  });
});
