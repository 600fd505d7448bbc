import { gates } from '../compounds/compound.js';
import { place } from '../locations/location.example.js';
import type { Example } from '@doorstep/testing/example';
import { Station, Station_State } from '@doorstep/contracts/stations/v1/station.js';

/** A station as tests want it: valid, fixed, and overridden where the test speaks. */
export const station = (over: Partial<Station> = {}): Station => ({
  ...Station.fromPartial({
    name: 'stations/binhe',
    etag: '1',
    state: Station_State.PROPOSED,
    division: '1409301000010001',
    displayName: '隗滨花园小区党群服务站',
  }),
  ...over,
});

/** What proofs must know of a station. */
export const example: Example<Station> = {
  record: station,
  draft: async (make) => ({ division: (await make.record('compounds', 'STATE_DECIDED')).division }),
  says: {
    appoint: { chain: { county: 'wang', township: 'wu', community: 'chen', compound: 'qian' } },
    locate: { location: place },
  },
  first: {
    accept: async ({ name, division }, make) => {
      for (const gate of gates) await make.step(`compounds/${division}`, 'pass', { gate });
      await make.record('inspections', 'STATE_CONCLUDED', { station: name });
    },
    open: ({ name }, make) => make.step(name, 'appoint'),
  },
};
