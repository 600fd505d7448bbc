import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CrossDepartmentIssueName, JointMeetingName } from '@doorstep/contracts/names.js';
import { CrossDepartmentIssue_State as IssueState } from '@doorstep/contracts/matching/v1/cross_department_issue.js';
import { JointMeeting_State as State } from '@doorstep/contracts/matching/v1/joint_meeting.js';
import { eventually, person, reasonOf } from '@doorstep/testing/boot';
import { issue } from '../cross-department-issues/cross-department-issue.example.js';
import { change, li, Stories, wang, wu } from '../stories.example.js';
import { meeting } from './joint-meeting.example.js';
import { JointMeetingWorker } from './joint-meeting.worker.js';

const at = (day: string) => new Date(`${day}T09:00+08:00`);
const spring = { meetingTime: at('2026-05-20') };

describe('JointMeetingService', () => {
  let stories: Stories;
  const schedule = (division: string, over = {}, effectiveTime = at('2026-04-02'), by = wang) =>
    stories.as(by).createJointMeeting({
      jointMeeting: meeting({ ...spring, division, ...over }),
      requestId: randomUUID(),
      effectiveTime,
    });
  const hold = (name: JointMeetingName, day: string) =>
    stories.as(wang).holdJointMeeting({ ...change(name), attended: ['housing', 'heating'], effectiveTime: at(day) });
  const raise = (division: string, day: string) =>
    stories.as(wang).createCrossDepartmentIssue({
      crossDepartmentIssue: issue({ division }),
      requestId: randomUUID(),
      effectiveTime: at(day),
    });
  const stateOf = async (name: CrossDepartmentIssueName) =>
    (await stories.as(wang).getCrossDepartmentIssue({ name })).state;
  const quarters = async (division: string) => {
    const { jointMeetings } = await stories.as(wang).listJointMeetings({ filter: `division = "${division}"` });
    return jointMeetings.map(({ quarter, state }) => [quarter, state]).sort();
  };

  beforeAll(async () => {
    stories = await Stories.begin();
  });
  afterAll(() => stories.close());

  it('carries open issues to its agenda, decides each, and closes', async () => {
    const division = '140930200';
    const [early, late] = [await raise(`${division}001`, '2026-03-30'), at('2026-05-18')];
    const { name, agenda } = await schedule(division);
    expect(agenda).toEqual([early.name]);
    await eventually(async () => expect(await stateOf(early.name)).toBe(IssueState.TABLED));
    const added = await raise(division, '2026-05-15');
    const table = { ...change(added.name), quarter: '2026-Q2', effectiveTime: late };
    await stories.as(wang).tableCrossDepartmentIssue(table);
    expect(await reasonOf(hold(name, '2026-07-02'))).toBe('OUTSIDE_QUARTER');
    expect((await hold(name, '2026-05-20')).agenda).toEqual([early.name, added.name]);
    const minutes = (...issues: CrossDepartmentIssueName[]) =>
      stories.as(wang).minuteJointMeeting({
        ...change(name),
        minutes: 'evidence/minutes',
        decisions: issues.map((one) => ({ issue: one, text: '由住建局牵头' })),
      });
    expect(await reasonOf(minutes(early.name))).toBe('DECISIONS_MISSING');
    expect((await minutes(early.name, added.name)).state).toBe(State.MINUTED);
    const closed = await stories.as(wang).closeJointMeeting(change(name));
    expect(closed).toMatchObject({ state: State.CLOSED, minutes: 'evidence/minutes', waiting: undefined });
  });

  it('is one a quarter', async () => {
    const request = {
      jointMeeting: meeting({ division: '140930201' }),
      requestId: randomUUID(),
      effectiveTime: at('2026-04-02'),
    };
    const first = await stories.as(wang).createJointMeeting(request);
    expect(await stories.as(wang).createJointMeeting(request)).toEqual(first);
    const second = { meetingTime: at('2026-06-01') };
    expect(await reasonOf(schedule('140930201', second))).toBe('MEETING_OF_QUARTER');
    expect(await reasonOf(schedule('140930201', second, at('2026-04-01')))).toBe('MEETING_OF_QUARTER');
    expect(await reasonOf(schedule('140930201', { meetingTime: at('2026-07-01') }))).toBe('answered');
    const move = (day: string) =>
      stories.as(wang).rescheduleJointMeeting({ ...change(first.name), meetingTime: at(day) });
    expect((await move('2026-06-30')).meetingTime).toEqual(at('2026-06-30'));
    expect(await reasonOf(move('2026-07-01'))).toBe('OUTSIDE_QUARTER');
  });

  it('a quarter without one raises an alert, once, which somebody explains or paper undoes', async () => {
    const division = '140930202';
    const { name } = await schedule(division, { meetingTime: at('2026-02-05') }, at('2026-01-10'));
    await hold(name, '2026-02-05');
    await schedule(division, { meetingTime: at('2026-08-05') }, at('2026-07-02'));
    const worker = stories.app.get(JointMeetingWorker);
    await worker.look(at('2026-07-04'));
    expect(await quarters(division)).toEqual([
      ['2026-Q1', State.HELD],
      ['2026-Q3', State.SCHEDULED],
    ]);
    await Promise.all([worker.look(at('2026-10-07')), worker.look(at('2026-10-07'))]);
    const missed = [
      ['2026-Q1', State.HELD],
      ['2026-Q2', State.MISSED],
      ['2026-Q3', State.MISSED],
    ];
    expect(await quarters(division)).toEqual(missed);
    await worker.look(at('2026-10-08'));
    expect(await quarters(division)).toEqual(missed);
    const alert = await stories.as(wang).getJointMeeting({ name: `jointMeetings/${division}-2026-q3` });
    expect(alert).toMatchObject({ etag: '2', waiting: { desk: division } });
    const explain = { ...change(alert.name), reason: '防汛' };
    expect((await stories.as(wang).explainJointMeeting(explain)).state).toBe(State.EXPLAINED);
    const late = await schedule(division, { meetingTime: at('2026-05-20') }, at('2026-05-11'));
    expect(late).toMatchObject({ name: `jointMeetings/${division}-2026-q2`, state: State.SCHEDULED });
    expect((await hold(late.name, '2026-05-20')).state).toBe(State.HELD);
  });

  it.each([
    { who: 'a resident', by: li, over: {}, want: 'NOT_PERMITTED' },
    { who: 'another township', by: person('gao', '140930101', ['township']), over: {}, want: 'OUTSIDE_JURISDICTION' },
    { who: 'somebody who does not say when', by: wu, over: { meetingTime: undefined }, want: 'INVALID' },
  ])('is not scheduled by $who: $want', async ({ by, over, want }) => {
    expect(await reasonOf(schedule('140930100', over, at('2026-04-02'), by))).toBe(want);
  });

  it.each([
    { what: 'nobody', attended: [] },
    { what: 'the same department twice', attended: ['housing', 'housing'] },
  ])('is not held with $what', async ({ attended }) => {
    const request = { ...change('jointMeetings/140930-2026-q1'), attended };
    expect(await reasonOf(stories.as(wang).holdJointMeeting(request))).toBe('INVALID');
  });

  it('is not sent back from its own desk', async () => {
    const { name } = await schedule('140930203');
    await hold(name, '2026-05-20');
    const request = { ...change(name), reason: '请补纪要' };
    expect(await reasonOf(stories.as(wang).returnJointMeeting(request))).toBe('NOT_ESCALATED');
  });
});
