import { Evidence } from '@doorstep/contracts/stations/v1/evidence.js';
import type { NounDefinition } from '@doorstep/store';
import { evidenceCounts } from './evidence.js';

export const evidence: NounDefinition<Evidence> = {
  name: 'evidence',
  message: Evidence,
  counts: evidenceCounts,
  lists: [
    { by: [], order: { createTime: -1 } },
    { by: ['about'], order: { createTime: -1 } },
    { by: ['kind'], order: { createTime: -1 } },
  ],
  indexes: [{ kind: 1, state: 1, createTime: 1 }],
};
