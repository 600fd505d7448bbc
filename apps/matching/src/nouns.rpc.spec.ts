import { describe } from '@jest/globals';
import { nounsIn } from '@doorstep/testing/nouns';
import { provesNouns } from '@doorstep/testing/proofs';
import { MatchingModule } from './matching.module.js';
import { categories, divisions } from './peers.example.js';
import { Categories, Divisions, Stations } from './peers.js';

const nouns = await nounsIn(import.meta.dirname);

describe('every noun of the service', () => {
  provesNouns(nouns, MatchingModule, [
    [Stations, {}],
    [Divisions, divisions],
    [Categories, categories],
  ]);
});
