import { Division } from '@doorstep/contracts/stations/v1/division.js';

/** A division as tests want it: valid, fixed, and overridden where the test speaks. */
export const division = (over: Partial<Division> = {}): Division => ({
  ...Division.fromPartial({ code: '140930', displayName: '河曲县' }),
  ...over,
});
