import type { CrossDepartmentIssueName, EvidenceName, JointMeetingName } from '@doorstep/contracts/names.js';
import type { Figures } from '@doorstep/contracts/figures.js';
import {
  JointMeeting,
  type JointMeeting_Decision as Decision,
  JointMeeting_State as State,
} from '@doorstep/contracts/matching/v1/joint_meeting.js';
import {
  given,
  lifecycle,
  reasonRequired,
  refusals,
  sentBack,
  workingDays,
  type Arrows,
  type Clocks,
  type Counts,
} from '@doorstep/domain';
import { quarterOf, type Quarter } from './quarter.js';

const { SCHEDULED, HELD, MINUTED, CLOSED, MISSED, EXPLAINED } = State;

export const jointMeetingLife = lifecycle(SCHEDULED, {
  [SCHEDULED]: { reschedule: SCHEDULED, hold: HELD, miss: MISSED },
  [HELD]: { minute: MINUTED, correct: SCHEDULED, return: HELD },
  [MINUTED]: { close: CLOSED, return: MINUTED },
  [CLOSED]: {},
  [MISSED]: { schedule: SCHEDULED, explain: EXPLAINED, return: MISSED },
  [EXPLAINED]: {},
} satisfies Arrows<State>);

/** ⚑ Not in the report: docs/adr/0015-a-quarter-without-a-meeting.md. */
export const jointMeetingClocks = {
  step: { zh: '办理期限', in: { [HELD]: workingDays(5), [MINUTED]: workingDays(10), [MISSED]: workingDays(5) } },
} satisfies Clocks<typeof jointMeetingLife, JointMeeting>;

const took: readonly State[] = [HELD, MINUTED, CLOSED];

/** What counts for the figures that the contract declares on a meeting. */
export const jointMeetingCounts = {
  joint_meetings_per_quarter: { counts: ({ state }) => took.includes(state) },
} satisfies Counts<Figures['doorstep.matching.v1.JointMeeting'], JointMeeting>;

const refuse = refusals({
  MEETING_OF_QUARTER: {
    zh: '该季度已有联席会议',
    en: 'the quarter has its meeting already',
    remedy: { zh: '请使用该季度已有的会议', en: 'use the meeting that the quarter has' },
  },
  OUTSIDE_QUARTER: {
    zh: '会议须在其季度内召开',
    en: 'a meeting takes place in its quarter',
    remedy: { zh: '请把召开时间改到该季度之内', en: 'choose a time within the quarter of the meeting' },
  },
  DECISION_OFF_AGENDA: {
    zh: '该问题不在议程上',
    en: 'the issue is not on the agenda',
    remedy: { zh: '请只对议程所列问题填写决定', en: 'decide only on issues that the agenda lists' },
  },
  DECISION_TWICE: {
    zh: '同一问题填写了两次决定',
    en: 'an issue stands twice',
    remedy: { zh: '请为每个问题只保留一项决定', en: 'keep one decision for each issue' },
  },
  DECISIONS_MISSING: {
    zh: '纪要须逐项说明议程上的问题',
    en: 'minutes say something of every issue of the agenda',
    remedy: { zh: '请为议程上的每个问题补上决定', en: 'add a decision for every issue of the agenda' },
  },
});

/** Every stored list has an end; issues beyond it wait for the next meeting. */
const maxAgenda = 200;

/** The name says that a division has one meeting a quarter. */
const meetingName = (division: string, quarter: Quarter): JointMeetingName =>
  `jointMeetings/${division}-${quarter.toLowerCase()}`;

/** A meeting as it begins; what is open is carried over to its agenda. */
export function scheduleMeeting(draft: JointMeeting, open: readonly CrossDepartmentIssueName[]): JointMeeting {
  const quarter = quarterOf(given(draft, 'meetingTime'));
  const name = meetingName(draft.division, quarter);
  return { ...draft, name, state: jointMeetingLife.initial, quarter, agenda: open.slice(0, maxAgenda) };
}

/** A meeting that is recorded after its quarter was found without one. */
export function scheduleMissed(missed: JointMeeting, { meetingTime, agenda, generated }: JointMeeting): JointMeeting {
  if (missed.state !== MISSED) throw refuse.MEETING_OF_QUARTER({ meeting: missed.name });
  return { ...jointMeetingLife.move(missed, 'schedule'), meetingTime, agenda, generated };
}

export function rescheduleMeeting(meeting: JointMeeting, meetingTime: Date): JointMeeting {
  return { ...inQuarter(jointMeetingLife.move(meeting, 'reschedule'), meetingTime), meetingTime };
}

/** It took place; `tabled` came to its agenda since it was scheduled. */
export function holdMeeting(
  meeting: JointMeeting,
  attended: readonly string[],
  tabled: readonly CrossDepartmentIssueName[],
  now: Date,
): JointMeeting {
  const agenda = [...new Set([...meeting.agenda, ...tabled])].slice(0, maxAgenda);
  return { ...inQuarter(jointMeetingLife.move(meeting, 'hold'), now), attended: [...attended], agenda };
}

/** Takes back that it took place; minutes would show that it did. */
export function correctMeeting(meeting: JointMeeting, reason: string): JointMeeting {
  if (reason === '') throw reasonRequired({ field: 'reason' });
  return { ...jointMeetingLife.move(meeting, 'correct'), attended: [] };
}

function inQuarter(meeting: JointMeeting, instant: Date): JointMeeting {
  const { name, quarter } = meeting;
  if (quarterOf(instant) !== quarter) throw refuse.OUTSIDE_QUARTER({ meeting: name, quarter });
  return meeting;
}

export function minuteMeeting(
  meeting: JointMeeting,
  minutes: EvidenceName,
  decisions: readonly Decision[],
): JointMeeting {
  const minuted = jointMeetingLife.move(meeting, 'minute');
  const decided = decisions.map(({ issue }) => issue);
  const off = decided.find((issue) => !meeting.agenda.includes(issue));
  if (off) throw refuse.DECISION_OFF_AGENDA({ field: 'decisions', issue: off });
  const twice = decided.find((issue, at) => decided.indexOf(issue) < at);
  if (twice) throw refuse.DECISION_TWICE({ field: 'decisions', issue: twice });
  const missing = meeting.agenda.filter((issue) => !decided.includes(issue));
  if (missing.length > 0) throw refuse.DECISIONS_MISSING({ field: 'decisions', missing: missing.join(' ') });
  return { ...minuted, minutes, decisions: [...decisions] };
}

export const closeMeeting = (meeting: JointMeeting): JointMeeting => jointMeetingLife.move(meeting, 'close');

export function explainMeeting(meeting: JointMeeting, reason: string): JointMeeting {
  if (reason === '') throw reasonRequired({ field: 'reason' });
  return jointMeetingLife.move(meeting, 'explain');
}

/** Sends a meeting that a breach took to a higher desk one level down again. */
export const returnMeeting = (meeting: JointMeeting, reason: string): JointMeeting =>
  sentBack(jointMeetingLife.move(meeting, 'return'), reason);

/** A quarter that is over and has no meeting, as a record. */
export function missedMeeting(division: string, quarter: Quarter): JointMeeting {
  const name = meetingName(division, quarter);
  const scheduled = JointMeeting.fromPartial({ name, division, quarter, state: jointMeetingLife.initial });
  return jointMeetingLife.move(scheduled, 'miss');
}

/** A meeting that was scheduled and did not take place in its quarter. */
export const missMeeting = (meeting: JointMeeting): JointMeeting =>
  meeting.state === SCHEDULED ? jointMeetingLife.move(meeting, 'miss') : meeting;
