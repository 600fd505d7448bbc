import { highest, problem, type Problem } from './problem.js';

/**
 * Needs of a higher class first: as many of their units are served as can be, then as many of the next class, and only
 * then the scores count. A unit left out costs so much more than one of the class below that no chain of moves can make
 * up for it, each resource changing hands once at most.
 * @param classes of each need, 0 the last. Penalties that the problem has of its own still count within a class.
 * @throws InvalidProblem TOO_LARGE or OUT_OF_RANGE where the classes times resources times scores exceed what is served.
 */
export function byClass(posed: Problem, classes: ArrayLike<number>): Problem {
  const step = (posed.capacity.length + 1) * (highest(posed.score) + highest(posed.penalty)) + 1;
  const penalty = Array.from(posed.penalty, (own, need) => own + step * (1 + (classes[need] ?? 0)));
  return problem({ ...posed, penalty });
}

/** A problem without some of its pairs; its candidates get other indexes. */
export function without(posed: Problem, forbidden: (need: number, resource: number) => boolean): Problem {
  const { rowStart, column, score } = posed;
  const starts = [0];
  const kept: number[] = [];
  for (let need = 0; need + 1 < rowStart.length; need++) {
    for (let edge = rowStart[need] ?? 0; edge < (rowStart[need + 1] ?? 0); edge++)
      if (!forbidden(need, column[edge] ?? 0)) kept.push(edge);
    starts.push(kept.length);
  }
  const pick = (numbers: Int32Array): Int32Array => Int32Array.from(kept, (edge) => numbers[edge] ?? 0);
  return problem({ ...posed, rowStart: starts, column: pick(column), score: pick(score) });
}
