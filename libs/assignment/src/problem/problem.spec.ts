import { describe, expect, it } from '@jest/globals';
import { InvalidProblem, maxScore, maxUnits, problem } from './problem.js';

const good = { capacity: [1, 2], rowStart: [0, 2, 3], column: [0, 1, 1], score: [5, 6, 7] };

describe('problem', () => {
  it('fills in one unit a need and no penalty, and keeps typed arrays as they are', () => {
    const score = Int32Array.from(good.score);
    const checked = problem({ ...good, score });
    expect(checked).toMatchObject({ quantity: Int32Array.of(1, 1), penalty: Int32Array.of(0, 0) });
    expect(checked.score).toBe(score);
  });

  it.each([
    { over: { capacity: [1, -1] }, want: ['OUT_OF_RANGE', 'capacity', 1] },
    { over: { capacity: [1, 0.5] }, want: ['NOT_AN_INTEGER', 'capacity', 1] },
    { over: { capacity: [maxUnits, 1] }, want: ['TOO_LARGE', 'capacity', 1] },
    { over: { score: [5, NaN, 7] }, want: ['NOT_AN_INTEGER', 'score', 1] },
    { over: { score: [5, 6, -7] }, want: ['OUT_OF_RANGE', 'score', 2] },
    { over: { score: [5, 6, maxScore + 1] }, want: ['OUT_OF_RANGE', 'score', 2] },
    { over: { score: [5, 6, maxScore], penalty: [0, 1] }, want: ['OUT_OF_RANGE', 'score', 2] },
    { over: { score: [5, 6] }, want: ['LENGTHS_DIFFER', 'score', 2] },
    { over: { column: [0, 2, 1] }, want: ['OUT_OF_RANGE', 'column', 1] },
    { over: { rowStart: [0, 3, 2] }, want: ['ROWS_UNSORTED', 'rowStart', 2] },
    { over: { rowStart: [1, 2, 3] }, want: ['ROWS_UNSORTED', 'rowStart', 0] },
    { over: { rowStart: [0, 1, 2] }, want: ['LENGTHS_DIFFER', 'rowStart', 2] },
    { over: { rowStart: [] }, want: ['LENGTHS_DIFFER', 'rowStart', 0] },
    { over: { quantity: [1] }, want: ['LENGTHS_DIFFER', 'quantity', 1] },
    { over: { quantity: [1, Infinity] }, want: ['NOT_AN_INTEGER', 'quantity', 1] },
  ])('refuses $over: $want', ({ over, want: [code, field, index] }) => {
    expect.assertions(2);
    try {
      problem({ ...good, ...over });
    } catch (error) {
      expect(error).toBeInstanceOf(InvalidProblem);
      expect(error).toMatchObject({ code, field, index });
    }
  });
});
