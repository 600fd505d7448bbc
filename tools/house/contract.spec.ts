import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { image } from '@doorstep/contracts/image.js';
import { afterAll, describe, expect, it } from '@jest/globals';
import { fetchProtoDependencies } from '../codegen/deps.ts';
import { complaints, programs, root } from './run.ts';

/** Why the protos cannot be compiled here; empty where they can. Other people's protos are not kept in the tree. */
function obstacle(): string {
  try {
    fetchProtoDependencies(root);
    return '';
  } catch (error) {
    return String(error);
  }
}

describe('contract', () => {
  const folder = mkdtempSync(join(tmpdir(), 'doorstep-house-'));
  const why = obstacle();
  const compiling = why === '' ? it : it.skip;
  const because = why === '' ? '' : ` (not here: ${why})`;
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is formatted (buf format -w)', () => {
    expect(complaints(programs.buf, ['format', '--diff', '--exit-code', 'proto'])).toBe('');
  });

  it('breaks nothing that was released', () => {
    const current = join(folder, 'current.binpb');
    writeFileSync(current, image);
    expect(complaints(programs.buf, ['breaking', current, '--against', 'proto/released.binpb'])).toBe('');
  });

  compiling(`is commented and styled (buf lint)${because}`, () => {
    expect(complaints(programs.buf, ['lint'])).toBe('');
  });

  compiling(
    `is what everything generated was generated from (npm run codegen)${because}`,
    () => {
      expect(complaints('tools/codegen/main.ts', ['--check'])).toBe('');
    },
    60_000,
  );
});
