import type { Example } from '@doorstep/testing/example';
import { Coverage, Coverage_State } from '@doorstep/contracts/stations/v1/coverage.js';

/** A coverage as tests want it: valid, fixed, and overridden where the test speaks. */
export const coverage = (over: Partial<Coverage> = {}): Coverage => ({
  ...Coverage.fromPartial({
    name: 'coverages/binhe-1409301000010001',
    etag: '1',
    state: Coverage_State.COVERING,
    station: 'stations/binhe',
    division: '1409301000010001',
    periods: [{ fromDay: '2025-03-04', untilDay: '' }],
  }),
  ...over,
});

/** What proofs must know of a coverage. */
export const example: Example<Coverage> = {
  record: coverage,
  begins: '2025-03-04T02:00:00Z', // so that it may end today
  draft: async (make) => {
    const { name, division } = await make.record('stations', 'STATE_APPROVED');
    return { station: name, division };
  },
};
