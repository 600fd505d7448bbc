import type { Example } from '@doorstep/testing/example';
import { Replication, Replication_State } from '@doorstep/contracts/stations/v1/replication.js';

/** A replication as tests want it: valid, fixed, and overridden where the test speaks. */
export const replication = (over: Partial<Replication> = {}): Replication => ({
  ...Replication.fromPartial({
    name: 'replications/p1-1409301000010001',
    etag: '1',
    state: Replication_State.PROPOSED,
    practice: 'practices/p1',
    division: '1409301000010001',
    category: 'tool-wall',
  }),
  ...over,
});

/** What proofs must know of a replication. */
export const example: Example<Replication> = {
  record: replication,
  draft: async (make) => ({
    practice: (await make.record('practices', 'STATE_RECOGNISED')).name,
    division: await make.compound(),
  }),
  says: { adopt: async ({ name }, make) => ({ evidence: await make.evidence(name) }) },
};
