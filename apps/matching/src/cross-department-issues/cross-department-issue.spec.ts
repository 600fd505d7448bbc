import { describe, expect, it } from '@jest/globals';
import {
  CrossDepartmentIssueServiceService,
  CrossDepartmentIssue_State as State,
} from '@doorstep/contracts/matching/v1/cross_department_issue.js';
import { Waiting } from '@doorstep/contracts/deadlines/v1/waiting.js';
import { outcome, person, provesLifecycle } from '@doorstep/testing';
import { issue } from './cross-department-issue.example.js';
import {
  assignIssue,
  crossDepartmentIssueLife,
  crossDepartmentIssueCounts,
  openStates,
  raiseIssue,
  reopenIssue,
  resolveIssue,
  startIssue,
  tableIssue,
  verifyIssue,
} from './cross-department-issue.js';

const now = new Date('2026-06-01T10:00+08:00');
const states = Object.keys(crossDepartmentIssueLife.arrows) as State[];
const led = { lead: 'zhou', leadDepartment: 'housing' };
const callers = {
  lead: person('zhou'),
  department: person('client', '140930', ['department_client'], { organisation: 'housing' }),
  helper: person('client', '140930', ['department_client'], { organisation: 'heating' }),
  other: person('qian'),
};
type Who = keyof typeof callers;

describe('cross-department issue', () => {
  provesLifecycle(crossDepartmentIssueLife, CrossDepartmentIssueServiceService, 'CrossDepartmentIssue', {
    consequences: [],
    rests: [State.VERIFIED],
  });

  it('begins raised, by whoever raised it', () => {
    const draft = issue({ state: State.VERIFIED, raisedBy: 'mallory' });
    expect(raiseIssue(draft, person('qian'))).toMatchObject({ state: State.RAISED, raisedBy: 'qian' });
  });

  it.each([
    { state: State.RAISED, quarter: '2026-Q2', want: State.TABLED },
    { state: State.REOPENED, quarter: '2026-Q3', want: State.TABLED },
    { state: State.TABLED, quarter: '2027-Q1', want: State.TABLED },
    { state: State.RAISED, quarter: '2026-Q1', want: 'QUARTER_OVER' },
    { state: State.DOING, quarter: '2026-Q2', want: 'WRONG_STATE' },
  ])('$state, tabled for $quarter in the second quarter of 2026: $want', ({ state, quarter, want }) => {
    expect(outcome(() => tableIssue(issue({ state }), quarter, now))).toBe(want);
  });

  it.each([
    { state: State.TABLED, coDepartments: ['heating'], want: State.ASSIGNED },
    { state: State.ASSIGNED, coDepartments: [], want: State.ASSIGNED },
    { state: State.DOING, coDepartments: [], want: State.ASSIGNED },
    { state: State.RAISED, coDepartments: [], want: 'WRONG_STATE' },
    { state: State.TABLED, coDepartments: ['housing'], want: 'LEAD_HELPS_ITSELF' },
  ])('$state, assigned with the help of $coDepartments: $want', ({ state, coDepartments, want }) => {
    expect(outcome(() => assignIssue(issue({ state }), { ...led, coDepartments }))).toBe(want);
  });

  it.each<{ by: Who; want: string }>([
    { by: 'lead', want: State.DOING },
    { by: 'department', want: State.DOING },
    { by: 'helper', want: 'NOT_THE_LEAD' },
    { by: 'other', want: 'NOT_THE_LEAD' },
  ])('is begun and resolved by the $by: $want', ({ by, want }) => {
    const resolve = () => resolveIssue(issue({ state: State.DOING, ...led }), ['evidence/e1'], callers[by]);
    expect(outcome(() => startIssue(issue({ state: State.ASSIGNED, ...led }), callers[by]))).toBe(want);
    expect(outcome(resolve)).toBe(want === State.DOING ? State.RESOLVED : want);
  });

  it('nobody is the lead of what leads nobody', () => {
    expect(outcome(() => startIssue(issue({ state: State.ASSIGNED, lead: 'zhou' }), callers.other))).toBe(
      'NOT_THE_LEAD',
    );
  });

  it.each<{ by: Who; want: string }>([
    { by: 'other', want: State.VERIFIED },
    { by: 'helper', want: State.VERIFIED },
    { by: 'lead', want: 'VERIFIED_BY_LEAD' },
    { by: 'department', want: 'VERIFIED_BY_LEAD' },
  ])('is verified by the $by: $want', ({ by, want }) => {
    expect(outcome(() => verifyIssue(issue({ state: State.RESOLVED, ...led }), callers[by]))).toBe(want);
  });

  it.each([
    { state: State.RESOLVED, closed: '2025-01-01', reason: '仍漏水', want: State.REOPENED },
    { state: State.VERIFIED, closed: '2026-03-03T10:00+08:00', reason: '仍漏水', want: State.REOPENED },
    { state: State.VERIFIED, closed: '2026-03-03T09:59+08:00', reason: '仍漏水', want: 'REOPEN_WINDOW_OVER' },
    { state: State.VERIFIED, closed: '2026-05-01', reason: '', want: 'REASON_REQUIRED' },
    { state: State.DOING, closed: '2026-05-01', reason: '仍漏水', want: 'WRONG_STATE' },
  ])('$state since $closed, opened again because of "$reason": $want', ({ state, closed, reason, want }) => {
    const again = () => reopenIssue(issue({ state, stateTime: new Date(closed), reopenings: 1 }), reason, now);
    expect(outcome(again)).toBe(want);
    if (want === State.REOPENED) expect(again().reopenings).toBe(2);
  });

  it('lies on the desk of its lead until it is resolved, also where it was taken a level up', () => {
    const assigned = assignIssue(issue({ state: State.TABLED }), { ...led, coDepartments: [] });
    expect(assigned.waiting).toMatchObject({ assignee: 'zhou', desk: '140930100001' });
    const escalated = { ...assigned, waiting: Waiting.fromPartial({ desk: '140930100', escalations: 1 }) };
    const again = assignIssue(escalated, { ...led, lead: 'wu', coDepartments: [] });
    expect(again.waiting).toMatchObject({ assignee: 'wu', desk: '140930100', escalations: 1 });
    const doing = startIssue(escalated, callers.lead);
    expect(doing.waiting).toMatchObject({ assignee: 'zhou' });
    expect(resolveIssue(doing, ['evidence/e1'], callers.lead).waiting).toMatchObject({ assignee: '' });
  });

  it.each(states)('%s counts as resolved once it was verified, and is open until then', (state) => {
    expect(crossDepartmentIssueCounts.cross_department_issues_resolved.counts(issue({ state }))).toBe(
      state === State.VERIFIED,
    );
    expect(openStates.includes(state)).toBe(state !== State.VERIFIED);
  });
});
