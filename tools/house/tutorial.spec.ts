import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { whereProtosCompile } from './protos.ts';
import { programs, root, trackedFiles } from './run.ts';

/** A block of the tutorial: a patch, a whole file, or a command of the reader's. */
interface Block {
  readonly kind: 'patch' | 'file' | 'command';
  readonly file: string;
  readonly text: string;
}

const blocks: readonly Block[] = readFileSync(join(root, 'docs/tutorial.md'), 'utf8')
  .matchAll(/^```(?<lang>\w+)(?: file=(?<file>\S+))?\n(?<text>.*?)^```$/gms)
  .map(({ groups: { lang, file = '', text = '' } = {} }): Block => {
    return { kind: lang === 'diff' ? 'patch' : lang === 'sh' ? 'command' : 'file', file, text };
  })
  .toArray();

/** A copy of the checkout whose own packages are its own, and whose other packages are those of the checkout. */
function copyOfCheckout(): string {
  const copy = mkdtempSync(join(tmpdir(), 'doorstep-tutorial-'));
  for (const file of trackedFiles()) cpSync(join(root, file), join(copy, file));
  cpSync(join(root, '.deps'), join(copy, '.deps'), { recursive: true });
  mkdirSync(join(copy, 'node_modules/@doorstep'), { recursive: true });
  for (const name of readdirSync(join(root, 'node_modules')).filter((entry) => entry !== '@doorstep')) {
    symlinkSync(join(root, 'node_modules', name), join(copy, 'node_modules', name));
  }
  for (const folder of ['apps', 'libs']) {
    for (const name of readdirSync(join(copy, folder))) {
      symlinkSync(join(copy, folder, name), join(copy, 'node_modules/@doorstep', name));
    }
  }
  return copy;
}

describe('docs/tutorial.md', () => {
  const { test, because } = whereProtosCompile();
  let copy = join(tmpdir(), 'doorstep-no-tutorial');
  const run = (program: string, args: readonly string[], input = ''): string => {
    const { status, stdout, stderr } = spawnSync(program, args, { cwd: copy, input, encoding: 'utf8' });
    return status === 0 ? '' : `${stdout}${stderr}`;
  };
  const node = (script: string, ...args: string[]): string =>
    run(process.execPath, ['--import', './tools/typescript.mjs', script, ...args]);

  beforeAll(() => {
    if (because === '') copy = copyOfCheckout();
  });
  afterAll(() => rmSync(copy, { recursive: true, force: true }));

  test(`applies to the repository as it stands${because}`, () => {
    const faults = blocks.flatMap(({ kind, file, text }) => {
      if (kind === 'patch') return run('git', ['apply', '--whitespace=nowarn', '-'], text);
      if (kind === 'file') {
        mkdirSync(dirname(join(copy, file)), { recursive: true });
        writeFileSync(join(copy, file), text);
      }
      return '';
    });
    expect(faults.filter(Boolean)).toEqual([]);
    expect(blocks.map(({ kind }) => kind).filter((kind) => kind !== 'command')).toHaveLength(11);
  });

  test(`generates, and its types hold${because}`, () => {
    expect(node('tools/codegen/main.ts')).toBe('');
    expect(node(programs.tsc, '-p', 'tsconfig.json')).toBe('');
  }, 60_000);

  test(`passes the tests that it adds${because}`, () => {
    const paths = blocks
      .filter(({ kind }) => kind === 'command')
      .flatMap(({ text }) => text.match(/(?<=jest -- )\S+/g) ?? []);
    const jest = ['--experimental-vm-modules', 'node_modules/jest/bin/jest.js', '--runInBand', ...paths];
    expect(paths).toHaveLength(2);
    expect(run(process.execPath, jest)).toBe('');
  }, 120_000);
});
