import { items } from '../templates/template.js';
import type { Example } from '@doorstep/testing/example';
import { Inspection, Inspection_State } from '@doorstep/contracts/stations/v1/inspection.js';

/** An inspection as tests want it: valid, fixed, and overridden where the test speaks. */
export const inspection = (over: Partial<Inspection> = {}): Inspection => ({
  ...Inspection.fromPartial({
    name: 'inspections/i1',
    etag: '1',
    state: Inspection_State.BEGUN,
    station: 'stations/binhe',
    division: '1409301000010001',
    template: 'templates/t1',
    passMark: 7,
  }),
  ...over,
});

/** What proofs must know of an inspection. */
export const example: Example<Inspection> = {
  record: inspection,
  draft: async (make) => ({ station: (await make.record('stations', 'STATE_BUILDING')).name }),
  says: { conclude: { findings: items.map((item) => ({ item, passed: true })) } },
};
