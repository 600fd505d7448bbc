export { choose, type Alternative, type Choice } from './choose.js';
export { byCategory, obstacle, rank, weights, type Candidate, type Component, type Weights } from './rank.js';
