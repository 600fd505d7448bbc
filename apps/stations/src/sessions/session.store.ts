import { Session } from '@doorstep/contracts/stations/v1/session.js';
import type { Collection } from '@doorstep/store';
import { sessionCounts } from './session.js';

export const sessions: Collection<Session> = {
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
