import type { Example } from '@doorstep/testing/example';
import { Programme, Programme_Kind, Programme_State } from '@doorstep/contracts/stations/v1/programme.js';

/** A programme as tests want it: valid, fixed, and overridden where the test speaks. */
export const programme = (over: Partial<Programme> = {}): Programme => ({
  ...Programme.fromPartial({
    name: 'programmes/p1',
    etag: '1',
    state: Programme_State.PLANNED,
    station: 'stations/binhe',
    division: '1409301000010001',
    kind: Programme_Kind.AFTER_SCHOOL,
    displayName: '四点半课堂',
  }),
  ...over,
});

/** What proofs must know of a programme. */
export const example: Example<Programme> = {
  record: programme,
  draft: async (make) => ({ station: (await make.shared('stations', 'STATE_OPERATING')).name }),
};
