import { Fund, Fund_State } from '@doorstep/contracts/stations/v1/fund.js';

/** A fund as tests want it: valid, fixed, and overridden where the test speaks. */
export const fund = (over: Partial<Fund> = {}): Fund => ({
  ...Fund.fromPartial({
    name: 'funds/f1',
    etag: '1',
    state: Fund_State.OPEN,
    station: 'stations/binhe',
    division: '1409301000010001',
    earmark: 'elder-care',
  }),
  ...over,
});
