import { type Station, Station_State } from '@doorstep/contracts/stations/v1/station.js';
import { Tool, Tool_State as State } from '@doorstep/contracts/stations/v1/tool.js';
import type { NounDefinition, Parent } from '@doorstep/store';
import { refuse as stationRefusals } from '../stations/station.js';
import { refuse, retireWithStation, toolClocks, toolCounts } from './tool.js';

export const tools: NounDefinition<Tool> = {
  name: 'tools',
  message: Tool,
  clocks: toolClocks,
  counts: toolCounts,
  lists: [
    { by: [], order: { createTime: -1 } },
    { by: ['state'], order: { createTime: -1 } },
    { by: ['station'], order: { createTime: -1 } },
    { by: ['borrower'], order: { createTime: -1 } },
    { by: ['state'], order: { dueTime: 1 } }, // what must be back first
  ],
  unique: [{ fields: ['borrower', 'slot'], where: { lent: true }, refusal: refuse.SLOT_TAKEN }], // finds what a person has, too
  parents: {
    station: {
      begins: {
        while: [Station_State.OPERATING],
        steps: [
          [State.AVAILABLE, State.LENT, 'borrow'],
          [State.RESERVED, State.LENT, 'borrow'],
        ],
        else: stationRefusals.STATION_NOT_OPERATING,
      },
      on: {
        [Station_State.SUSPENDED]: { keep: 'it hangs there when the station opens again; what is lent comes back' },
        // What is lent, or waits for somebody, goes when it is free.
        [Station_State.CLOSED]: { cascade: [State.AVAILABLE, State.REPAIR, State.LOST], by: retireWithStation },
      },
      tells: ({ queue }) => queue,
    } satisfies Parent<Tool, Station>,
  },
};
