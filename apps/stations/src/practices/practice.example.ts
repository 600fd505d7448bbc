import type { Example } from '@doorstep/testing/example';
import { Practice, Practice_State } from '@doorstep/contracts/stations/v1/practice.js';

/** A practice as tests want it: valid, fixed, and overridden where the test speaks. */
export const practice = (over: Partial<Practice> = {}): Practice => ({
  ...Practice.fromPartial({
    name: 'practices/p1',
    etag: '1',
    state: Practice_State.PROPOSED,
    station: 'stations/binhe',
    division: '1409301000010001',
    category: 'tool-wall',
    displayName: '便民工具墙',
  }),
  ...over,
});

/** What proofs must know of a practice. */
export const example: Example<Practice> = {
  record: practice,
  draft: async (make) => ({ station: (await make.shared('stations', 'STATE_OPERATING')).name }),
};
