import { describe } from '@jest/globals';
import { nounsIn } from '@doorstep/testing/nouns';
import { provesNouns } from '@doorstep/testing/proofs';
import { StationsModule } from './stations.module.js';

const nouns = await nounsIn(import.meta.dirname);

describe('every noun of the service', () => {
  provesNouns(nouns, StationsModule);
});
