import type { ReplicationName } from '@doorstep/contracts/names.js';
import { type Practice, Practice_State } from '@doorstep/contracts/stations/v1/practice.js';
import { Replication, Replication_State as State } from '@doorstep/contracts/stations/v1/replication.js';
import { idOf } from '@doorstep/aip';
import type { NounDefinition, Parent } from '@doorstep/store';
import { endWithPractice, refuse, replicationCounts } from './replication.js';

export const replications: NounDefinition<Replication> = {
  name: 'replications',
  message: Replication,
  counts: replicationCounts,
  lists: [
    { by: [], order: { createTime: -1 } },
    { by: ['state'], order: { createTime: -1 } },
    { by: ['practice'], order: { createTime: -1 } },
  ],
  parents: {
    practice: {
      begins: {
        while: [Practice_State.RECOGNISED],
        steps: [[State.PROPOSED, State.ADOPTED, 'adopt']],
        else: refuse.PRACTICE_NOT_RECOGNISED,
      },
      // What a compound has taken over stands.
      on: { [Practice_State.RETIRED]: { cascade: [State.PROPOSED], by: endWithPractice } },
    } satisfies Parent<Replication, Practice>,
  },
};

/** A compound takes a practice over once: the name says so. */
export const replicationName = ({ practice, division }: Pick<Replication, 'practice' | 'division'>): ReplicationName =>
  `replications/${idOf('practices', practice)}-${division}`;
