import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { declaring, refusalsIn } from './refusals.ts';
import { statusOf } from '../../../apps/gateway/src/problem/problem.ts';
import { refusals } from '../../../apps/gateway/src/problem/refusals.ts';
import { documentFile } from '../../openapi/write.ts';
import { trackedFiles } from '../../conventions/run.ts';

const root = join(import.meta.dirname, '../../..');
const declared = await refusalsIn(root);

describe('what services and libraries refuse', () => {
  it('is in the document, every reason of it', () => {
    const text = readFileSync(join(root, documentFile), 'utf8');
    const told = (JSON.parse(text) as { 'x-doorstep-refusals': object })['x-doorstep-refusals'];
    expect(declared.length).toBeGreaterThan(120);
    expect(declared.filter(({ reason }) => !(reason in told))).toEqual([]);
  });

  it('has the status that the gateway gives to the same reason', () => {
    const own = new Map(refusals.map(({ reason, status }) => [reason, status]));
    const differing = declared.filter(
      ({ kind, reason }) => (own.get(reason) ?? statusOf(kind, reason)) !== statusOf(kind, reason),
    );
    expect(differing).toEqual([]);
  });

  it('is declared, never made on the spot', () => {
    const made = /new DomainError\(|new Problem\(/;
    const allowed = ['libs/domain/src/failure.ts', 'libs/runtime/src/wire/status.ts'];
    const places = trackedFiles()
      .filter((file) => /^(apps|libs)\/.*\.ts$/.test(file) && !/\.(spec|example|e2e)\.ts$/.test(file))
      .filter((file) => made.test(readFileSync(join(root, file), 'utf8')));
    expect(places.filter((file) => !allowed.includes(file) && !file.startsWith('apps/gateway/src/problem/'))).toEqual(
      [],
    );
    expect(declaring(root)).toContain('apps/matching/src/needs/need.ts');
  });
});
