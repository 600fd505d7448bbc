import type { ReplicationName } from '@doorstep/contracts/names.js';
import { Replication } from '@doorstep/contracts/stations/v1/replication.js';
import { idOf } from '@doorstep/aip';
import type { NounDefinition } from '@doorstep/store';
import { replicationCounts } from './replication.js';

export const replications: NounDefinition<Replication> = {
  name: 'replications',
  message: Replication,
  counts: replicationCounts,
  lists: [
    { by: [], order: { createTime: -1 } },
    { by: ['state'], order: { createTime: -1 } },
    { by: ['practice'], order: { createTime: -1 } },
  ],
};

/** A compound takes a practice over once: the name says so. */
export const replicationName = ({ practice, division }: Pick<Replication, 'practice' | 'division'>): ReplicationName =>
  `replications/${idOf('practices', practice)}-${division}`;
