import { Need } from '@doorstep/contracts/matching/v1/need.js';
import type { NounDefinition } from '@doorstep/store';
import { needCounts, needDeadlines } from './need.js';

export const needs: NounDefinition<Need> = {
  name: 'needs',
  message: Need,
  deadlines: needDeadlines,
  counts: needCounts,
  lists: [
    { by: [], order: { createTime: -1 } },
    { by: ['state'], order: { createTime: -1 } },
    { by: ['state', 'category'], order: { createTime: -1 } },
    { by: ['station'], order: { createTime: -1 } },
    { by: ['channel'], order: { createTime: -1 } },
    { by: ['state'], order: { dueTime: 1 } }, // what waits longest
  ],
  indexes: [{ state: 1, division: 1 }], // candidates of a match run
};
