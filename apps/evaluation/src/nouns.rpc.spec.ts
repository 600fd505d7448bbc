import { describe } from '@jest/globals';
import { nounsIn } from '@doorstep/testing/nouns';
import { provesNouns } from '@doorstep/testing/proofs';
import { EvaluationModule } from './evaluation.module.js';
import { Journals } from './peers.js';

const nouns = await nounsIn(import.meta.dirname);

describe('every noun of the service', () => {
  provesNouns(nouns, EvaluationModule, [[Journals, new Map()]]);
});
