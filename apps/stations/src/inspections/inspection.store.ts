import { Inspection, Inspection_State as State } from '@doorstep/contracts/stations/v1/inspection.js';
import { type Station, Station_State } from '@doorstep/contracts/stations/v1/station.js';
import type { NounDefinition, Parent } from '@doorstep/store';
import { endWithStation, inspected, inspectionCounts, refuse } from './inspection.js';

export const inspections: NounDefinition<Inspection> = {
  name: 'inspections',
  message: Inspection,
  counts: inspectionCounts,
  lists: [
    { by: [], order: { createTime: -1 } },
    { by: ['state'], order: { createTime: -1 } },
    { by: ['station'], order: { createTime: -1 } },
  ],
  parents: {
    station: {
      begins: { while: inspected, else: refuse.STATION_NOT_TO_INSPECT },
      on: { [Station_State.CLOSED]: { cascade: [State.BEGUN], by: endWithStation } },
    } satisfies Parent<Inspection, Station>,
    template: { keep: 'it is judged by the version under which it began' },
  },
};
