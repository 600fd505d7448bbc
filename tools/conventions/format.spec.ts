import { expect, it } from '@jest/globals';
import { complaints, programs } from './run.ts';

it('is formatted (npm run format)', () => {
  expect(complaints(programs.prettier, ['--check', '--log-level', 'warn', '.'])).toBe('');
});
