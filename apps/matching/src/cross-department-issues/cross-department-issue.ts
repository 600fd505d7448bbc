import type { EvidenceName } from '@doorstep/contracts/names.js';
import type { Figures } from '@doorstep/contracts/figures.js';
import { Waiting } from '@doorstep/contracts/deadlines/v1/waiting.js';
import {
  type AssignCrossDepartmentIssueRequest,
  type CrossDepartmentIssue as Issue,
  CrossDepartmentIssue_State as State,
} from '@doorstep/contracts/matching/v1/cross_department_issue.js';
import {
  lifecycle,
  reasonRequired,
  refusals,
  sentBack,
  workingDays,
  type Arrows,
  type Caller,
  type Clocks,
  type Counts,
} from '@doorstep/domain';
import { quarterOf, type Quarter } from '../joint-meetings/quarter.js';
import { assertReopens } from '../reopening.js';

const { RAISED, TABLED, ASSIGNED, DOING, RESOLVED, VERIFIED, REOPENED } = State;

const refuse = refusals({
  QUARTER_OVER: {
    zh: '该季度已过',
    en: 'the quarter is over',
    remedy: { zh: '请改填当前或以后的季度', en: 'name the current quarter or a later one' },
  },
  LEAD_HELPS_ITSELF: {
    zh: '牵头部门不能同时为配合部门',
    en: 'the department that leads does not help itself',
    remedy: { zh: '请从配合部门中去掉牵头部门', en: 'leave the leading department out of those that help' },
  },
  NOT_THE_LEAD: {
    zh: '只有牵头人或牵头部门可以办理',
    en: 'only the lead, or its department, may do this',
    remedy: { zh: '请由牵头人或牵头部门的账号办理', en: 'let the lead, or the client of its department, do it' },
  },
  VERIFIED_BY_LEAD: {
    zh: '牵头人不能核验自己办结的问题',
    en: 'the lead cannot verify what it resolved',
    remedy: { zh: '请由牵头人以外的人员核验', en: 'let somebody other than the lead verify it' },
  },
});

/** The person who leads, or the department that does. */
const lead = ['lead', 'leadDepartment'] as const;

export const crossDepartmentIssueLife = lifecycle(RAISED, {
  [RAISED]: { table: TABLED, return: RAISED },
  [TABLED]: { table: TABLED, assign: ASSIGNED },
  [ASSIGNED]: {
    assign: ASSIGNED,
    start: { to: DOING, onlyBy: lead, else: refuse.NOT_THE_LEAD },
    return: ASSIGNED,
  },
  [DOING]: {
    assign: ASSIGNED,
    resolve: { to: RESOLVED, onlyBy: lead, else: refuse.NOT_THE_LEAD },
    return: DOING,
  },
  [RESOLVED]: {
    verify: { to: VERIFIED, notBy: lead, else: refuse.VERIFIED_BY_LEAD },
    reopen: REOPENED,
    return: RESOLVED,
  },
  [VERIFIED]: { reopen: REOPENED },
  [REOPENED]: { table: TABLED, return: REOPENED },
} satisfies Arrows<State, Issue>);

const unsolved = [RAISED, TABLED, ASSIGNED, DOING, RESOLVED, REOPENED] as const;
/** States in which it is not solved: what the next agenda carries. */
export const openStates: readonly State[] = unsolved;

/** The whole stands still while a meeting is awaited. ⚑ Not in the report: docs/adr/0014-deadlines-of-projects-and-issues.md. */
export const crossDepartmentIssueClocks = {
  step: {
    zh: '办理期限',
    in: {
      [RAISED]: workingDays(5),
      [ASSIGNED]: workingDays(3),
      [DOING]: workingDays(15),
      [RESOLVED]: workingDays(5),
      [REOPENED]: workingDays(5),
    },
  },
  whole: { zh: '全程期限', in: unsolved, within: workingDays(20), pauses: [RAISED, TABLED, REOPENED] },
} satisfies Clocks<typeof crossDepartmentIssueLife, Issue>;

/** What counts for the figures that the contract declares on an issue. */
export const crossDepartmentIssueCounts = {
  cross_department_issues_resolved: { counts: ({ state }) => state === VERIFIED },
} satisfies Counts<Figures['doorstep.matching.v1.CrossDepartmentIssue'], Issue>;

/** An issue as it begins. */
export const raiseIssue = (draft: Issue, by: Caller): Issue => ({
  ...draft,
  state: crossDepartmentIssueLife.initial,
  raisedBy: by.subject,
});

/** Puts it before the meeting of a quarter; one that was put off comes before the next. */
export function tableIssue(issue: Issue, quarter: Quarter, now: Date): Issue {
  const tabled = crossDepartmentIssueLife.move(issue, 'table');
  if (quarter < quarterOf(now)) throw refuse.QUARTER_OVER({ field: 'quarter', quarter });
  return { ...tabled, quarter };
}

type Assignment = Pick<AssignCrossDepartmentIssueRequest, 'lead' | 'leadDepartment' | 'coDepartments'>;

/** Gives it to a person, on whose desk it then lies; what the lead does not do in time is taken a level up. */
export function assignIssue(issue: Issue, { lead, leadDepartment, coDepartments }: Assignment): Issue {
  const assigned = crossDepartmentIssueLife.move(issue, 'assign');
  if (coDepartments.includes(leadDepartment)) throw refuse.LEAD_HELPS_ITSELF({ field: 'co_departments' });
  return { ...waitsFor(assigned, lead), lead, leadDepartment, coDepartments: [...coDepartments] };
}

export const startIssue = (issue: Issue, by: Caller): Issue =>
  waitsFor(crossDepartmentIssueLife.move(issue, 'start', by), issue.lead);

export const resolveIssue = (issue: Issue, evidence: readonly EvidenceName[], by: Caller): Issue => ({
  ...waitsFor(crossDepartmentIssueLife.move(issue, 'resolve', by), ''),
  resolutionEvidence: [...evidence],
});

export const verifyIssue = (issue: Issue, by: Caller): Issue => crossDepartmentIssueLife.move(issue, 'verify', by);

/** Sends an issue that a breach took to a higher desk one level down again. */
export const returnIssue = (issue: Issue, reason: string): Issue =>
  sentBack(crossDepartmentIssueLife.move(issue, 'return'), reason);

export function reopenIssue(issue: Issue, reason: string, now: Date): Issue {
  if (reason === '') throw reasonRequired({ field: 'reason' });
  const reopened = crossDepartmentIssueLife.move(issue, 'reopen');
  if (issue.state === VERIFIED) assertReopens(issue, now);
  return { ...waitsFor(reopened, ''), reopenings: issue.reopenings + 1 };
}

const waitsFor = (issue: Issue, assignee: string): Issue => ({
  ...issue,
  waiting: { ...(issue.waiting ?? Waiting.fromPartial({ desk: issue.division })), assignee },
});
