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
