import type { CoverageName } from '@doorstep/contracts/names.js';
import { idOf } from '@doorstep/aip';
import { Coverage } from '@doorstep/contracts/stations/v1/coverage.js';
import type { NounDefinition } from '@doorstep/store';

export const coverages: NounDefinition<Coverage> = {
  name: 'coverages',
  message: Coverage,
  lists: [
    { by: [], order: { createTime: -1 } },
    { by: ['state'], order: { createTime: -1 } },
    { by: ['station'], order: { createTime: -1 } },
  ],
  indexes: [
    { station: 1, state: 1 },
    { division: 1, state: 1 },
  ],
};

/** One record a pair: that no two of its periods overlap is a rule of one document. */
export const coverageName = ({ station, division }: Pick<Coverage, 'station' | 'division'>): CoverageName =>
  `coverages/${idOf('stations', station)}-${division}`;
