import { nameOf } from '@doorstep/aip';
import type { CrossDepartmentIssueName } from '@doorstep/contracts/names.js';
import { describe, expect, it } from '@jest/globals';
import {
  JointMeetingServiceService,
  JointMeeting_State as State,
} from '@doorstep/contracts/matching/v1/joint_meeting.js';
import { outcome, provesLifecycle } from '@doorstep/testing';
import { meeting } from './joint-meeting.example.js';
import {
  correctMeeting,
  explainMeeting,
  holdMeeting,
  jointMeetingLife,
  jointMeetingCounts,
  minuteMeeting,
  missedMeeting,
  missMeeting,
  rescheduleMeeting,
  scheduleMeeting,
  scheduleMissed,
} from './joint-meeting.js';
import { beginningOf, quarterAfter, quarterOf } from './quarter.js';

const states = Object.keys(jointMeetingLife.arrows) as State[];
const issues = (n: number) => Array.from({ length: n }, (_, at) => nameOf('crossDepartmentIssues', `i${String(at)}`));
const decided = (...names: readonly CrossDepartmentIssueName[]) =>
  names.map((issue) => ({ issue, text: '由住建局牵头' }));

describe('quarter', () => {
  it.each([
    { instant: '2025-12-31T23:59:59+08:00', quarter: '2025-Q4', next: '2026-Q1' },
    { instant: '2026-01-01T00:00:00+08:00', quarter: '2026-Q1', next: '2026-Q2' },
    { instant: '2026-06-30T23:59:59+08:00', quarter: '2026-Q2', next: '2026-Q3' },
    { instant: '2026-06-30T16:00:00Z', quarter: '2026-Q3', next: '2026-Q4' },
  ])('$instant lies in $quarter, before $next', ({ instant, quarter, next }) => {
    expect(quarterOf(new Date(instant))).toBe(quarter);
    expect(quarterAfter(quarter)).toBe(next);
    expect(quarterOf(beginningOf(next))).toBe(next);
    expect(quarterOf(new Date(beginningOf(next).getTime() - 1))).toBe(quarter);
  });
});

describe('joint meeting', () => {
  provesLifecycle(jointMeetingLife, JointMeetingServiceService, 'JointMeeting', { consequences: ['schedule', 'miss'] });

  it('begins scheduled in the quarter of its time, with what is open on its agenda', () => {
    const draft = meeting({ name: '', state: State.CLOSED, quarter: '' });
    const scheduled = scheduleMeeting(draft, issues(300));
    expect(scheduled).toMatchObject({
      name: 'jointMeetings/140930-2026-q2',
      state: State.SCHEDULED,
      quarter: '2026-Q2',
    });
    expect(scheduled.agenda).toEqual(issues(200));
  });

  it.each(states)('a quarter whose meeting is %s is scheduled again only where it had none', (state) => {
    const want = state === State.MISSED ? State.SCHEDULED : 'MEETING_OF_QUARTER';
    expect(outcome(() => scheduleMissed(meeting({ state }), meeting()))).toBe(want);
  });

  it.each([
    { at: '2026-04-01T00:00+08:00', want: State.HELD },
    { at: '2026-06-30T23:59+08:00', want: State.HELD },
    { at: '2026-03-31T23:59+08:00', want: 'OUTSIDE_QUARTER' },
    { at: '2026-07-01T00:00+08:00', want: 'OUTSIDE_QUARTER' },
  ])('of the second quarter, held or moved to $at: $want', ({ at, want }) => {
    expect(outcome(() => holdMeeting(meeting(), ['housing'], [], new Date(at)))).toBe(want);
    const moved = want === State.HELD ? State.SCHEDULED : want;
    expect(outcome(() => rescheduleMeeting(meeting(), new Date(at)))).toBe(moved);
  });

  it.each([
    { state: State.HELD, reason: '误登记', want: State.SCHEDULED },
    { state: State.HELD, reason: '', want: 'REASON_REQUIRED' },
    { state: State.MINUTED, reason: '误登记', want: 'WRONG_STATE' },
  ])('$state, corrected because of "$reason": $want', ({ state, reason, want }) => {
    const held = meeting({ state, attended: ['housing'] });
    expect(outcome(() => correctMeeting(held, reason))).toBe(want);
    if (want === State.SCHEDULED) expect(correctMeeting(held, reason).attended).toEqual([]);
  });

  it('takes what was tabled meanwhile, each issue once', () => {
    const held = holdMeeting(meeting({ agenda: issues(2) }), ['housing'], issues(3), new Date('2026-05-20'));
    expect(held).toMatchObject({ agenda: issues(3), attended: ['housing'] });
  });

  const [one = '', two = '', three = ''] = issues(3);
  it.each([
    { decisions: decided(one, two), want: State.MINUTED },
    { decisions: decided(one), want: 'DECISIONS_MISSING' },
    { decisions: decided(one, two, two), want: 'DECISION_TWICE' },
    { decisions: decided(one, two, three), want: 'DECISION_OFF_AGENDA' },
  ])('its minutes say something of $decisions.length of two issues: $want', ({ decisions, want }) => {
    const held = meeting({ state: State.HELD, agenda: issues(2) });
    expect(outcome(() => minuteMeeting(held, 'evidence/minutes', decisions))).toBe(want);
  });

  it.each(states)('%s, its quarter over, is missed only where it was scheduled', (state) => {
    expect(missMeeting(meeting({ state })).state).toBe(state === State.SCHEDULED ? State.MISSED : state);
  });

  it('was missed, which somebody explains', () => {
    const missed = missedMeeting('140930', '2026-Q2');
    expect(missed).toMatchObject({ name: meeting().name, state: State.MISSED, meetingTime: undefined });
    expect(outcome(() => explainMeeting(missed, ''))).toBe('REASON_REQUIRED');
    expect(explainMeeting(missed, '防汛').state).toBe(State.EXPLAINED);
  });

  const held: readonly State[] = [State.HELD, State.MINUTED, State.CLOSED];
  it.each(states)('%s counts where it took place', (state) => {
    expect(jointMeetingCounts.joint_meetings_per_quarter.counts(meeting({ state }))).toBe(held.includes(state));
  });
});
