import { expect, it } from '@jest/globals';
import { complaints, programs } from './run.ts';

it('has nothing that nobody uses: no file, no export, no dependency (npx knip)', () => {
  expect(complaints(programs.knip, ['--treat-config-hints-as-errors'])).toBe('');
}, 60_000);
