import { Session } from '@doorstep/contracts/stations/v1/session.js';
import type { Collection } from '@doorstep/store';
import { sessionFigures } from './session.js';

export const sessions: Collection<Session> = {
  name: 'sessions',
  message: Session,
  figures: sessionFigures,
  lists: [
    { by: [], order: { createTime: -1 } },
    { by: ['state'], order: { createTime: -1 } },
    { by: ['programme'], order: { createTime: -1 } },
    { by: ['station'], order: { createTime: -1 } },
  ],
};
