import { randomUUID } from 'node:crypto';
import type { Example } from '@doorstep/testing/example';
import { Tool, Tool_State } from '@doorstep/contracts/stations/v1/tool.js';

/** A tool as tests want it: valid, fixed, and overridden where the test speaks. */
export const tool = (over: Partial<Tool> = {}): Tool => ({
  ...Tool.fromPartial({
    name: 'tools/t1',
    etag: '1',
    state: Tool_State.AVAILABLE,
    station: 'stations/binhe',
    division: '1409301000010001',
    displayName: '冲击钻',
  }),
  ...over,
});

/** What proofs must know of a tool. */
export const example: Example<Tool> = {
  record: tool,
  draft: async (make) => ({ station: (await make.shared('stations', 'STATE_OPERATING')).name }),

  says: { borrow: () => ({ person: randomUUID() }) },
  reaches: {
    STATE_RESERVED: async (make) => {
      const { name } = await make.record('tools', 'STATE_LENT');
      await make.step(name, 'borrow');
      await make.step(name, 'return');
      return name;
    },
  },
};
