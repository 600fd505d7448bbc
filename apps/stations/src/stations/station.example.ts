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
