import type { Example } from '@doorstep/testing/example';
import { JointMeeting, JointMeeting_State } from '@doorstep/contracts/matching/v1/joint_meeting.js';

/** A meeting as tests want it: valid, fixed, and overridden where the test speaks. */
export const meeting = (over: Partial<JointMeeting> = {}): JointMeeting => ({
  ...JointMeeting.fromPartial({
    name: 'jointMeetings/140930-2026-q2',
    etag: '1',
    state: JointMeeting_State.SCHEDULED,
    division: '140930',
    quarter: '2026-Q2',
    meetingTime: new Date('2026-05-20T09:00+08:00'),
  }),
  ...over,
});

/** What proofs must know of a meeting. */
export const example: Example<JointMeeting> = {
  record: meeting,
  draft: async (make) => ({ division: await make.compound(), meetingTime: new Date() }),
  says: {
    reschedule: () => ({ meetingTime: new Date() }),
    hold: { attended: ['other'] },
    minute: async ({ name }, make) => ({ minutes: await make.evidence(name, 'MINUTES') }),
  },
  never: {
    return: 'only a breach takes a record to a higher desk',
    explain: 'only a clock finds a quarter without a meeting',
  },
};
