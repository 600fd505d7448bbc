import { Session } from '@doorstep/contracts/stations/v1/session.js';
import type { NounDefinition } from '@doorstep/store';
import { sessionCounts } from './session.js';

export const sessions: NounDefinition<Session> = {
  name: 'sessions',
  message: Session,
  counts: sessionCounts,
  lists: [
    { by: [], order: { createTime: -1 } },
    { by: ['state'], order: { createTime: -1 } },
    { by: ['programme'], order: { createTime: -1 } },
    { by: ['station'], order: { createTime: -1 } },
  ],
};
