export { match, type Choice, type Chosen } from './match.js';
export { Matching } from './matching.js';
export { problem, type Problem } from './problem/problem.js';
export { type Component, type Offered, type Past, type Wanted } from './rank/rank.js';
export { solve } from './solve/solve.js';
export { verify } from './problem/verify.js';
