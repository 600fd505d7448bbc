import type { Example } from '@doorstep/testing/example';
import { Need, Need_Channel, Need_State, Need_Urgency } from '@doorstep/contracts/matching/v1/need.js';

/** A need as tests want it: valid, fixed, and overridden where the test speaks. */
export const need = (over: Partial<Need> = {}): Need => ({
  ...Need.fromPartial({
    name: 'needs/n1',
    etag: '1',
    state: Need_State.DRAFTED,
    division: '1409301000010001',
    filedBy: 'zhao',
    category: 'elder-care',
    quantity: 1,
    openUntil: new Date('2026-06-30T18:00+08:00'),
    channel: Need_Channel.GRID_WORKER,
    station: 'stations/binhe',
    title: '为独居老人送餐',
    urgency: Need_Urgency.NORMAL,
  }),
  ...over,
});

/** What proofs must know of a need. */
export const example: Example<Need> = {
  record: need,
  draft: () => ({ station: '', openUntil: new Date('2099-12-31T10:00:00Z') }),
  says: {
    update: { quantity: 2 },
    merge: async ({ state }, make) => ({ into: (await make.record('needs', state)).name }),
  },
  reaches: {
    STATE_MATCHED: async (make) => {
      const { name } = await make.record('suggestions', 'STATE_SUGGESTED');
      return String((await make.step(name, 'confirm'))['need']);
    },
  },
  never: { return: 'only a breach takes a record to a higher desk' },
};
