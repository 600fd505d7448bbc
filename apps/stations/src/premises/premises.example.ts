import type { Example } from '@doorstep/testing/example';
import { Premises, Premises_Source, Premises_State } from '@doorstep/contracts/stations/v1/premises.js';

/** Premises as tests want them: valid, fixed, and overridden where the test speaks. */
export const premises = (over: Partial<Premises> = {}): Premises => ({
  ...Premises.fromPartial({
    name: 'premises/p1',
    etag: '1',
    state: Premises_State.LISTED,
    division: '1409301000010001',
    displayName: '原物业值班室',
    source: Premises_Source.PROPERTY_OFFICE,
    areaM2: 60,
    agreementExpiry: '2030-12-31',
  }),
  ...over,
});

/** What proofs must know of premises. */
export const example: Example<Premises> = {
  record: premises,
  draft: async (make) => {
    const { name, division } = await make.record('compounds', 'STATE_SURVEYED');
    await make.step(name, 'classify', { kind: 'KIND_OLD' });
    await make.step(name, 'decide', { decision: 'DECISION_CONVERT' });
    return { division };
  },
  says: { merge: async (_, make) => ({ station: (await make.record('stations', 'STATE_BUILDING')).name }) },
};
