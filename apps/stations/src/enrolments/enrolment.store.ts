import type { EnrolmentName } from '@doorstep/contracts/names.js';
import { createHash } from 'node:crypto';
import { Enrolment_State as State, Enrolment } from '@doorstep/contracts/stations/v1/enrolment.js';
import { type Session, Session_State } from '@doorstep/contracts/stations/v1/session.js';
import type { NounDefinition, Parent } from '@doorstep/store';
import { endWithSession, enrolmentCounts, refuse } from './enrolment.js';

export const enrolments: NounDefinition<Enrolment> = {
  name: 'enrolments',
  message: Enrolment,
  counts: enrolmentCounts,
  lists: [
    { by: ['session'], order: { createTime: 1 } },
    { by: ['session', 'state'], order: { stateTime: 1 } }, // who waits longest comes first
    { by: [], order: { createTime: 1 } },
  ],
  parents: {
    session: {
      begins: { while: [Session_State.PUBLISHED], else: refuse.SESSION_NOT_PUBLISHED },
      on: {
        [Session_State.HELD]: {
          keep: 'who has a place may be recorded as present; a correction opens the session again',
        },
        [Session_State.REVIEWED]: { keep: 'attendance is corrected afterwards, too' },
        [Session_State.CANCELLED]: { cascade: [State.REQUESTED, State.SEATED, State.WAITING], by: endWithSession },
      },
      tells: ({ person }) => [person],
    } satisfies Parent<Enrolment, Session>,
  },
};

/** A person enrols once in a session: the name says so, without naming the person. */
export const enrolmentName = ({ session, person }: Pick<Enrolment, 'session' | 'person'>): EnrolmentName =>
  `enrolments/${createHash('sha256').update(`${session} ${person}`).digest('hex').slice(0, 32)}`;
