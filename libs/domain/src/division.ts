import { failure } from './failure.js';

const lengths = [6, 9, 12, 16];

/** A division's code and those of all above it within the county, county first. Empty where the code is none. */
export const divisionPath = (code: string): string[] =>
  lengths.filter((length) => length <= code.length).map((length) => code.slice(0, length));

/** Whether a division is another one or lies below it. */
export const within = (code: string, ancestor: string): boolean => divisionPath(code).includes(ancestor);

/** Code of the division above; empty for a county. */
export const parentOf = (code: string): string => divisionPath(code).at(-2) ?? '';

/** County 1, township 2, community 3, compound 4; 0 where the code is none. */
export const levelOf = (code: string): number => lengths.indexOf(code.length) + 1;

export const divisionMerged = failure(
  'FAILED_PRECONDITION',
  'DIVISION_MERGED',
  '该区划已并入其他区划',
  'the division was merged into another one',
  { zh: '请改用其并入的区划', en: 'use the division into which it was merged' },
);

/** The place of a code's level on the way to another division: where what lay there lies after a merger. */
export const samePlace = (code: string, division: string): string => divisionPath(division)[levelOf(code) - 1] ?? code;

/** Who may see a record: the audience keys that a caller's scope is compared with. */
export const audience = {
  division: (code: string): string => `d:${code}`,
  organisation: (id: string): string => `o:${id}`,
  owner: (subject: string): string => `u:${subject}`,
  /** What its noun has published. */
  published: 'p',
};
