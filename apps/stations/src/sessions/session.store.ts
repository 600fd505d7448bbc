import { type Programme, Programme_State } from '@doorstep/contracts/stations/v1/programme.js';
import { Session, Session_State as State } from '@doorstep/contracts/stations/v1/session.js';
import type { NounDefinition, Parent } from '@doorstep/store';
import { refuse } from '../programmes/programme.js';
import { endWithProgramme, sessionCounts } from './session.js';

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
  parents: {
    programme: {
      begins: {
        while: [Programme_State.RUNNING],
        steps: [[State.PLANNED, State.PUBLISHED, 'publish']],
        else: refuse.PROGRAMME_NOT_RUNNING,
      },
      on: {
        [Programme_State.PAUSED]: { keep: 'it may start again before the session; nobody enrols meanwhile' },
        [Programme_State.ENDED]: { cascade: [State.PLANNED, State.PUBLISHED], by: endWithProgramme },
      },
    } satisfies Parent<Session, Programme>,
    station: { keep: 'it goes with its programme, which goes with the station' },
  },
};
