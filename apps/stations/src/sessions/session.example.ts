import type { Example } from '@doorstep/testing/example';
import { Programme_Kind } from '@doorstep/contracts/stations/v1/programme.js';
import { Session, Session_State } from '@doorstep/contracts/stations/v1/session.js';

/** A session as tests want it: valid, fixed, and overridden where the test speaks. */
export const session = (over: Partial<Session> = {}): Session => ({
  ...Session.fromPartial({
    name: 'sessions/s1',
    etag: '1',
    state: Session_State.PLANNED,
    programme: 'programmes/p1',
    station: 'stations/binhe',
    division: '1409301000010001',
    kind: Programme_Kind.AFTER_SCHOOL,
    displayName: '周二作业辅导',
    startTime: new Date('2025-03-04T08:30:00Z'),
    capacity: 20,
    staff: 2,
  }),
  ...over,
});

/** What proofs must know of a session. */
export const example: Example<Session> = {
  record: session,
  draft: async (make) => ({ programme: (await make.record('programmes', 'STATE_RUNNING')).name }),
  says: { review: { review: '二十名学生参加' } },
};
