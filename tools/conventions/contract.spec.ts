import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { image } from '@doorstep/contracts/image.js';
import { afterAll, describe, expect, it } from '@jest/globals';
import { fetchProtoDependencies } from '../codegen/deps.ts';
import { complaints, programs, root } from './run.ts';

describe('contract', () => {
  const folder = mkdtempSync(join(tmpdir(), 'doorstep-house-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is formatted (buf format -w)', () => {
    expect(complaints(programs.buf, ['format', '--diff', '--exit-code', 'proto'])).toBe('');
  });

  it('breaks nothing that was released', () => {
    const current = join(folder, 'current.binpb');
    writeFileSync(current, image);
    expect(complaints(programs.buf, ['breaking', current, '--against', 'proto/released.binpb'])).toBe('');
  });

  it('is commented and styled (buf lint)', () => {
    fetchProtoDependencies(root);
    expect(complaints(programs.buf, ['lint'])).toBe('');
  });

  it('is what everything generated was generated from (npm run codegen)', () => {
    expect(complaints('tools/codegen/main.ts', ['--check'])).toBe('');
  }, 60_000);
});
