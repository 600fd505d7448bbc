import { randomUUID } from 'node:crypto';
import type { Example } from '@doorstep/testing/example';
import { Enrolment, Enrolment_State } from '@doorstep/contracts/stations/v1/enrolment.js';
import { Programme_Kind } from '@doorstep/contracts/stations/v1/programme.js';

/** An enrolment as tests want it: valid, fixed, and overridden where the test speaks. */
export const enrolment = (over: Partial<Enrolment> = {}): Enrolment => ({
  ...Enrolment.fromPartial({
    name: 'enrolments/e1',
    etag: '1',
    state: Enrolment_State.REQUESTED,
    session: 'sessions/s1',
    person: 'child-1',
    division: '1409301000010001',
    kind: Programme_Kind.AFTER_SCHOOL,
    birthDay: '1990-05-01',
  }),
  ...over,
});

/** What an under-14 needs: the day of birth, a consent and who picks the child up. */
export const childhood = () => ({
  birthDay: '2016-05-01',
  consent: 'evidence/consent',
  pickups: [{ displayName: '王某', phone: '13800138000' }],
});

/** What proofs must know of an enrolment. */
export const example: Example<Enrolment> = {
  record: enrolment,
  draft: async (make) => ({
    session: (await make.record('sessions', 'STATE_PUBLISHED')).name,
    person: randomUUID(),
  }),
  passing: ['STATE_REQUESTED'],
  first: { attend: ({ session }, make) => make.step(session, 'hold') },
};
