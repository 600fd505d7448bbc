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
