import { place } from '../locations/location.example.js';
import type { Example } from '@doorstep/testing/example';
import type { Compound_Gate_Kind } from '@doorstep/contracts/stations/v1/compound.js';
import {
  Compound,
  Compound_Decision,
  Compound_Kind,
  Compound_State,
} from '@doorstep/contracts/stations/v1/compound.js';
import { gates } from './compound.js';

/** A compound as tests want it: valid, fixed, and overridden where the test speaks. */
export const compound = (over: Partial<Compound> = {}): Compound => ({
  ...Compound.fromPartial({
    name: 'compounds/1409301000010001',
    etag: '1',
    state: Compound_State.PLANNED,
    division: '1409301000010001',
  }),
  ...over,
});

/** A new compound that passed so many gates. */
export const newCompound = (passed: number): Compound =>
  compound({
    state: Compound_State.DECIDED,
    kind: Compound_Kind.NEW,
    decision: Compound_Decision.BUILD,
    gates: gates.slice(0, passed).map((kind) => gate(kind)),
  });

/** An old compound of which a station is made. */
export const oldCompound = (): Compound =>
  compound({ state: Compound_State.DECIDED, kind: Compound_Kind.OLD, decision: Compound_Decision.CONVERT });

const gate = (kind: Compound_Gate_Kind): Compound['gates'][number] => ({
  kind,
  evidence: 'evidence/minutes',
  passedBy: 'wu',
  passedTime: new Date('2025-03-04T02:00:00Z'),
});

/** What proofs must know of a compound. */
export const example: Example<Compound> = {
  record: compound,
  draft: async (make) => ({ division: await make.compound() }),
  says: {
    locate: { location: place },
    survey: { households: 300, residents: 800, idleAreaM2: 0 },
    classify: { kind: Compound_Kind.NEW },
    decide: { decision: Compound_Decision.BUILD },
    pass: async ({ name }, make) => ({ gate: gates[0], evidence: await make.evidence(name) }),
  },
};
