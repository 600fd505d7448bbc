import { describe } from '@jest/globals';
import { nounsIn } from '@doorstep/testing/nouns';
import { provesNouns } from '@doorstep/testing/proofs';
import { RecordReach } from '@doorstep/contracts/records/v1/records.js';
import { Reaches } from './evidence/evidence.reaches.js';
import { StationsModule } from './stations.module.js';

const nouns = await nounsIn(import.meta.dirname);
/** Evidence is about records that its caller reads, so that its own contract alone decides. */
const read = {
  of: async (names: readonly string[]) =>
    new Map(names.map((name) => [name, RecordReach.fromPartial({ name, organisation: true, personal: true })])),
};

describe('every noun of the service', () => {
  provesNouns(nouns, StationsModule, [[Reaches, read]]);
});
