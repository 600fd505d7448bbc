import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { copyOfCheckout } from './copy.ts';
import { programs, root } from './run.ts';

/** What the tutorial asks for: a patch to apply, or commands to run. */
interface Block {
  readonly kind: 'diff' | 'sh';
  readonly text: string;
}

const page = readFileSync(join(root, 'docs/tutorial.md'), 'utf8');
const blocks = [...page.matchAll(/^```(?<kind>diff|sh)\n(?<text>.*?)^```$/gms)].map(
  ({ groups }) => groups as never as Block,
);
const commands = blocks.flatMap(({ kind, text }) => (kind === 'sh' ? text.trim().split('\n') : []));
/** Arguments of the commands that begin so. */
const argumentsOf = (command: string, lines = commands): string[][] =>
  lines.filter((line) => line.startsWith(`npm run ${command}`)).map((line) => line.split(' ').slice(4));

describe('docs/tutorial.md', () => {
  let copy: string;
  /** @returns what it said, where it failed or said what it must not; otherwise nothing. */
  const run = (program: string, args: readonly string[], input = '', not?: RegExp): string => {
    const { status, stdout, stderr } = spawnSync(program, args, {
      cwd: copy,
      input,
      encoding: 'utf8',
      timeout: 300_000,
    });
    const well = status === 0 && not?.test(stderr) !== true;
    return well ? '' : `${program} ${args.join(' ')}\n${stdout}${stderr}`;
  };
  const node = (script: string, ...args: string[]): string =>
    run(process.execPath, ['--import', './tools/typescript.mjs', script, ...args]);
  const jest = (args: readonly string[]): string =>
    run(process.execPath, ['--experimental-vm-modules', 'node_modules/jest/bin/jest.js', '--runInBand', ...args]);
  const step = ({ kind, text }: Block): readonly string[] =>
    kind === 'diff'
      ? [run('git', ['apply', '--verbose', '--whitespace=nowarn', '-'], text, /offset|fuzz/)]
      : argumentsOf('new', text.split('\n')).map((args) => node('tools/new/main.ts', ...args));

  beforeAll(() => {
    copy = copyOfCheckout('tutorial');
  });
  afterAll(() => rmSync(copy, { recursive: true }));

  it('can be followed on the repository as it stands', () => {
    expect(blocks.flatMap(step).filter(Boolean)).toEqual([]);
    expect([blocks.filter(({ kind }) => kind === 'diff').length, argumentsOf('new').length]).toEqual([9, 3]);
  }, 120_000);

  it('generates, and its types hold', () => {
    expect(node('tools/codegen/main.ts')).toBe('');
    expect(node(programs.tsc, '-p', 'tsconfig.json')).toBe('');
    expect(node('tools/chart/main.ts')).toBe('');
  }, 120_000);

  it('writes what format and lint let stand', () => {
    const written = ['apps/canteens', 'apps/stations/src/bulletins', 'apps/matching/src/needs'];
    expect(node(programs.prettier, '--check', '--log-level', 'warn', ...written)).toBe('');
    expect(node(programs.buf, 'format', '--diff', '--exit-code', 'proto')).toBe('');
    expect(node(programs.buf, 'lint')).toBe('');
    expect(node(programs.eslint, ...written.slice(0, 2))).toBe('');
  }, 120_000);

  it('passes the tests that it names', () => {
    const asked = argumentsOf('jest');
    const [whole, parts] = [asked.filter((args) => !args.includes('-t')), asked.filter((args) => args.includes('-t'))];
    expect([whole.length, parts.length]).toEqual([3, 1]);
    expect([whole.flat(), ...parts].map(jest).filter(Boolean)).toEqual([]);
  }, 120_000);
});
