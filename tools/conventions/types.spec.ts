import { expect, it } from '@jest/globals';
import { complaints, programs } from './run.ts';

it('has no type error (npm run typecheck)', () => {
  expect(complaints(programs.tsc, ['-p', 'tsconfig.json', '--pretty', 'false'])).toBe('');
}, 120_000);
