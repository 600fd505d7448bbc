import { JointMeeting } from '@doorstep/contracts/matching/v1/joint_meeting.js';
import type { NounDefinition } from '@doorstep/store';
import { jointMeetingClocks, jointMeetingCounts } from './joint-meeting.js';

export const jointMeetings: NounDefinition<JointMeeting> = {
  name: 'jointMeetings',
  message: JointMeeting,
  clocks: jointMeetingClocks,
  counts: jointMeetingCounts,
  lists: [
    { by: [], order: { createTime: -1 } },
    { by: ['state'], order: { createTime: -1 } },
    { by: ['quarter'], order: { createTime: -1 } },
  ],
  parents: {
    agenda: { keep: 'what was before a meeting was before it; an issue that is settled needs no decision' },
    'decisions.issue': { keep: 'what was decided was decided' },
  },
};
