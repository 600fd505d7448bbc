import type { CoverageName } from '@doorstep/contracts/names.js';
import { idOf } from '@doorstep/aip';
import { Coverage, Coverage_State as State } from '@doorstep/contracts/stations/v1/coverage.js';
import { type Station, Station_State } from '@doorstep/contracts/stations/v1/station.js';
import type { NounDefinition, Parent } from '@doorstep/store';
import { lasting, refuse } from '../stations/station.js';
import { coverageCounts, endWithStation } from './coverage.js';

export const coverages: NounDefinition<Coverage> = {
  name: 'coverages',
  message: Coverage,
  counts: coverageCounts,
  lists: [
    { by: [], order: { createTime: -1 } },
    { by: ['state'], order: { createTime: -1 } },
    { by: ['station'], order: { createTime: -1 } },
  ],
  indexes: [{ division: 1, state: 1 }],
  parents: {
    station: {
      begins: { while: lasting, steps: [[State.ENDED, State.COVERING, 'renew']], else: refuse.STATION_CLOSED },
      on: { [Station_State.CLOSED]: { cascade: [State.COVERING], by: endWithStation } },
    } satisfies Parent<Coverage, Station>,
  },
};

/** One record a pair: that no two of its periods overlap is a rule of one document. */
export const coverageName = ({ station, division }: Pick<Coverage, 'station' | 'division'>): CoverageName =>
  `coverages/${idOf('stations', station)}-${division}`;
