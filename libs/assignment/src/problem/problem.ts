/**
 * Needs `i < n`, each of `quantity[i]` units, and resources `j < m`, each of `capacity[j]`. Need i may go to the
 * candidates `e` from `rowStart[i]` to `rowStart[i + 1]`: to resource `column[e]`, worth `score[e]` a unit. A unit left
 * unserved costs `penalty[i]`. To be maximised: the scores of all units placed, less the penalties of all others.
 */
export interface Problem {
  readonly capacity: Int32Array;
  readonly quantity: Int32Array;
  readonly penalty: Int32Array;
  readonly rowStart: Int32Array;
  readonly column: Int32Array;
  readonly score: Int32Array;
}

/** A problem as it comes in: each need of one unit and without penalty, where nothing else is said. */
export interface ProblemDraft {
  readonly capacity: ArrayLike<number>;
  readonly rowStart: ArrayLike<number>;
  readonly column: ArrayLike<number>;
  readonly score: ArrayLike<number>;
  readonly quantity?: ArrayLike<number>;
  readonly penalty?: ArrayLike<number>;
}

/** What is wrong with a problem, by a stable code, and where. */
export class InvalidProblem extends Error {
  override readonly name = 'InvalidProblem';

  constructor(
    readonly code: 'NOT_AN_INTEGER' | 'OUT_OF_RANGE' | 'ROWS_UNSORTED' | 'LENGTHS_DIFFER' | 'TOO_LARGE',
    /** Array that is wrong, and the index in it. */
    readonly field: keyof Problem,
    readonly index: number,
    what: string,
  ) {
    super(`${code}: ${field}[${String(index)}] ${what}`);
  }
}

/**
 * Prices and values are 32-bit integers and none exceeds the highest score plus the highest penalty, plus the step of
 * the auction, an eighth of it. 2³⁰ leaves room for both; 2²² units of 2³⁰ still add up to less than 2⁵³.
 */
export const maxScore = 2 ** 30;
/** Units of all needs together, and of all resources together. */
export const maxUnits = 2 ** 22;

/** Proves a problem well formed. Throws InvalidProblem with the first index that is wrong. Typed arrays are not copied. */
export function problem(draft: ProblemDraft): Problem {
  const needs = draft.rowStart.length - 1;
  if (needs < 0) throw new InvalidProblem('LENGTHS_DIFFER', 'rowStart', 0, 'is missing: it has one more than needs');
  const column = integers(draft.column, 'column', draft.capacity.length - 1);
  const penalty = integers(draft.penalty ?? new Int32Array(needs), 'penalty', maxScore);
  const checked = {
    capacity: units(draft.capacity, 'capacity'),
    quantity: units(draft.quantity ?? new Int32Array(needs).fill(1), 'quantity'),
    penalty,
    rowStart: rows(draft.rowStart, column.length),
    column,
    score: integers(draft.score, 'score', maxScore - highest(penalty)),
  };
  sameLength('score', checked.score, column.length);
  sameLength('quantity', checked.quantity, needs);
  sameLength('penalty', checked.penalty, needs);
  return checked;
}

/** The highest of the numbers, 0 where there are none. */
export function highest(numbers: Int32Array): number {
  let most = 0;
  for (const number of numbers) if (number > most) most = number;
  return most;
}

/** Index of each need's first unit; units of one need follow each other. The last entry is the number of all units. */
export function unitStarts(quantity: Int32Array): Int32Array {
  const starts = new Int32Array(quantity.length + 1);
  for (let i = 0; i < quantity.length; i++) starts[i + 1] = (starts[i] as number) + (quantity[i] as number);
  return starts;
}

function integers(given: ArrayLike<number>, field: keyof Problem, most: number): Int32Array {
  for (let at = 0; at < given.length; at++) {
    const number = given[at] as number;
    if (!Number.isInteger(number)) throw new InvalidProblem('NOT_AN_INTEGER', field, at, `is ${String(number)}`);
    if (number < 0 || number > most)
      throw new InvalidProblem('OUT_OF_RANGE', field, at, `is ${String(number)}, not in 0 to ${String(most)}`);
  }
  return given instanceof Int32Array ? given : Int32Array.from(given);
}

function units(given: ArrayLike<number>, field: keyof Problem): Int32Array {
  const checked = integers(given, field, maxUnits);
  let total = 0;
  checked.forEach((number, at) => {
    total += number;
    if (total > maxUnits)
      throw new InvalidProblem('TOO_LARGE', field, at, `brings the units to more than ${String(maxUnits)}`);
  });
  return checked;
}

function rows(given: ArrayLike<number>, candidates: number): Int32Array {
  const starts = integers(given, 'rowStart', candidates);
  starts.forEach((start, at) => {
    if (start < (at === 0 ? 0 : (starts[at - 1] as number)))
      throw new InvalidProblem('ROWS_UNSORTED', 'rowStart', at, `is ${String(start)}, less than the one before`);
  });
  const last = starts.length - 1;
  if (starts[0] !== 0) throw new InvalidProblem('ROWS_UNSORTED', 'rowStart', 0, 'is not 0');
  if (starts[last] !== candidates)
    throw new InvalidProblem(
      'LENGTHS_DIFFER',
      'rowStart',
      last,
      `is not the number of candidates, ${String(candidates)}`,
    );
  return starts;
}

function sameLength(field: keyof Problem, { length }: ArrayLike<number>, wanted: number): void {
  if (length !== wanted)
    throw new InvalidProblem('LENGTHS_DIFFER', field, length, `is where it ends, not at ${String(wanted)}`);
}
