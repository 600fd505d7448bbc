import type { Example } from '@doorstep/testing/example';
import { Division } from '@doorstep/contracts/stations/v1/division.js';

/** A division as tests want it: valid, fixed, and overridden where the test speaks. */
export const division = (over: Partial<Division> = {}): Division => ({
  ...Division.fromPartial({ code: '140930', displayName: '河曲县' }),
  ...over,
});

/** What proofs must know of a division. */
export const example: Example<Division> = {
  record: division,
  draft: (make) => ({ code: make.newCode(), displayName: '测试小区' }),
  says: {
    rename: { displayName: '改名小区' },
    merge: async (_, make) => ({ into: (await make.record('divisions')).name }),
  },
};
