import type { Example, Making } from '@doorstep/testing/example';
import { Fund, Fund_Source, Fund_State } from '@doorstep/contracts/stations/v1/fund.js';

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

const money = async (about: string, make: Making) => ({
  amountFen: 100,
  evidence: await make.evidence(about, 'VOUCHER'),
});

/** What proofs must know of a fund. */
export const example: Example<Fund> = {
  record: fund,
  draft: async (make) => ({ station: (await make.record('stations')).name }),

  says: {
    receive: async ({ name }, make) => ({ ...(await money(name, make)), source: Fund_Source.DONATION }),
    spend: ({ name }, make) => money(name, make),
    refund: ({ name }, make) => money(name, make),
  },
  first: {
    spend: ({ name }, make) => make.step(name, 'receive'),
    refund: async ({ name }, make) => {
      await make.step(name, 'receive');
      await make.step(name, 'spend');
    },
  },
};
