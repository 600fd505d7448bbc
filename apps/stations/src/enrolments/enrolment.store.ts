import type { EnrolmentName } from '@doorstep/contracts/names.js';
import { createHash } from 'node:crypto';
import { Enrolment } from '@doorstep/contracts/stations/v1/enrolment.js';
import type { NounDefinition } from '@doorstep/store';
import { enrolmentCounts } from './enrolment.js';

export const enrolments: NounDefinition<Enrolment> = {
  name: 'enrolments',
  message: Enrolment,
  counts: enrolmentCounts,
  lists: [
    { by: ['session'], order: { createTime: 1 } },
    { by: ['session', 'state'], order: { stateTime: 1 } }, // who waits longest comes first
    { by: [], order: { createTime: 1 } },
  ],
  indexes: [{ session: 1, state: 1 }], // those who wait, when a place is given back
};

/** A person enrols once in a session: the name says so, without naming the person. */
export const enrolmentName = ({ session, person }: Pick<Enrolment, 'session' | 'person'>): EnrolmentName =>
  `enrolments/${createHash('sha256').update(`${session} ${person}`).digest('hex').slice(0, 32)}`;
