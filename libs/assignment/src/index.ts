export { ResourceIndex, type Candidate } from './rank/candidates.js';
export { type Explanation } from './explain.js';
export { match, Unproved, type Alternative, type Choice, type Chosen } from './match.js';
export { Matching } from './matching.js';
export { InvalidProblem, maxScore, maxUnits, problem, type Problem, type ProblemDraft } from './problem/problem.js';
export { components, noPast, obstacle, score, weights } from './rank/rank.js';
export {
  type Component,
  type Obstacle,
  type Offered,
  type Pair,
  type Past,
  type Wanted,
  type Weights,
} from './rank/rank.js';
export { Cancelled, solve, type Certificate, type Effort, type Solution, type Watch } from './solve/solve.js';
export { byClass, without } from './problem/wishes.js';
export { verify, type Claim, type Verdict } from './problem/verify.js';
