import fc from 'fast-check';
import { problem, type Problem, type ProblemDraft } from './problem.js';

/** A problem by its rows of [resource, score] pairs. */
export function fromRows(
  capacity: readonly number[],
  rows: readonly (readonly (readonly [resource: number, score: number])[])[],
  more: Partial<Pick<ProblemDraft, 'quantity' | 'penalty'>> = {},
): Problem {
  const rowStart = [0];
  for (const row of rows) rowStart.push((rowStart.at(-1) ?? 0) + row.length);
  const [column, score] = [rows.flat().map(([resource]) => resource), rows.flat().map(([, worth]) => worth)];
  return problem({ capacity, rowStart, column, score, ...more });
}

/** What a random problem may look like. */
interface Shape {
  readonly needs: number;
  readonly resources: number;
  readonly degree: number;
  readonly top: number;
  readonly quantity: number;
  readonly capacity: number;
  readonly penalty: number;
}

/** Any small problem: no candidates, the same candidate twice, nothing to give, nothing wanted, all alike. */
export const anyProblem = (over: Partial<Shape> = {}): fc.Arbitrary<Problem> => {
  const shape = { needs: 5, resources: 4, degree: 4, top: 6, quantity: 2, capacity: 2, penalty: 3, ...over };
  const need = fc.record({
    row: fc.array(fc.tuple(fc.nat(shape.resources - 1), fc.nat(shape.top)), { maxLength: shape.degree }),
    quantity: fc.nat(shape.quantity),
    penalty: fc.nat(shape.penalty),
  });
  return fc
    .record({
      capacity: fc.array(fc.nat(shape.capacity), { minLength: shape.resources, maxLength: shape.resources }),
      needs: fc.array(need, { maxLength: shape.needs }),
    })
    .map(({ capacity, needs }) =>
      fromRows(
        capacity,
        needs.map(({ row }) => row),
        { quantity: needs.map(({ quantity }) => quantity), penalty: needs.map(({ penalty }) => penalty) },
      ),
    );
};
