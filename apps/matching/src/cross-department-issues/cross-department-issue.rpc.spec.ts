import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CrossDepartmentIssueName, EvidenceName } from '@doorstep/contracts/names.js';
import { CrossDepartmentIssue_State as State } from '@doorstep/contracts/matching/v1/cross_department_issue.js';
import { Clock } from '@doorstep/store';
import { person, reasonOf } from '@doorstep/testing/boot';
import { change, chen, li, qian, Stories, sun, wang, wu } from '../stories.example.js';
import { issue } from './cross-department-issue.example.js';

const housing = person('housing', '140930', ['department_client'], { organisation: 'housing' });
const water = person('water', '140930', ['department_client'], { organisation: 'water' });
const assignment = { lead: 'chen', leadDepartment: 'housing', coDepartments: ['heating'] };
const evidence: { resolutionEvidence: EvidenceName[] } = { resolutionEvidence: ['evidence/minutes'] };

/** A day of the quarter in which everything happens. */
const now = new Date('2026-02-10T02:00:00Z');
const quarter = '2026-Q1';

describe('CrossDepartmentIssueService', () => {
  let stories: Stories;
  const raise = (over = {}, by = chen) =>
    stories.as(by).createCrossDepartmentIssue({ crossDepartmentIssue: issue(over), requestId: randomUUID() });
  const get = (name: CrossDepartmentIssueName, by = wang) => stories.as(by).getCrossDepartmentIssue({ name });
  const assigned = async () => {
    const { name } = await raise();
    await stories.as(wu).tableCrossDepartmentIssue({ ...change(name), quarter });
    await stories.as(wu).assignCrossDepartmentIssue({ ...change(name), ...assignment });
    return name;
  };
  const doing = async () => {
    const name = await assigned();
    await stories.as(chen).startCrossDepartmentIssue(change(name));
    return name;
  };
  const resolved = async () => {
    const name = await doing();
    await stories.as(chen).resolveCrossDepartmentIssue({ ...change(name), ...evidence });
    return name;
  };

  beforeAll(async () => {
    stories = await Stories.begin([[Clock, () => now]]);
  });
  afterAll(() => stories.close());

  it('goes from whoever raised it to whoever verifies it, its clock standing still before the meeting', async () => {
    const still = { name: 'whole', displayName: '全程期限', paused: true, dueTime: undefined };
    const { name, waiting, dueTime } = await raise();
    expect(dueTime).toBeDefined();
    expect(waiting).toMatchObject({
      desk: '140930100001',
      assignee: '',
      clocks: [{ name: 'step', paused: false }, still],
    });
    await stories.as(wu).tableCrossDepartmentIssue({ ...change(name), quarter });
    expect(await get(name)).toMatchObject({ dueTime: undefined, waiting: { paused: true, clocks: [still] } });
    const led = await stories.as(wu).assignCrossDepartmentIssue({ ...change(name), ...assignment });
    expect(led.waiting).toMatchObject({ assignee: 'chen', paused: false });
    expect(led.waiting?.clocks.map(({ name, paused }) => [name, paused])).toEqual([
      ['step', false],
      ['whole', false],
    ]);
    await stories.as(chen).startCrossDepartmentIssue(change(name));
    const done = await stories.as(chen).resolveCrossDepartmentIssue({ ...change(name), ...evidence });
    expect(done).toMatchObject({ state: State.RESOLVED, waiting: { assignee: '' } });
    const verified = await stories.as(wu).verifyCrossDepartmentIssue(change(name));
    expect(verified).toMatchObject({ state: State.VERIFIED, waiting: undefined, dueTime: undefined });
    const again = await stories.as(wu).reopenCrossDepartmentIssue({ ...change(name), reason: '仍漏水' });
    expect(again).toMatchObject({ state: State.REOPENED, reopenings: 1 });
    await stories.as(wu).tableCrossDepartmentIssue({ ...change(name), quarter });
  });

  it('is seen and done by the departments to which it went, and by no other', async () => {
    const name = await assigned();
    expect(await reasonOf(get(name, water))).toBe('NOT_FOUND');
    expect(await reasonOf(stories.as(water).startCrossDepartmentIssue(change(name)))).toBe('NOT_FOUND');
    const heating = { ...water, subject: 'heating', organisation: 'heating' };
    expect((await get(name, heating)).name).toBe(name);
    expect(await reasonOf(stories.as(heating).startCrossDepartmentIssue(change(name)))).toBe('NOT_THE_LEAD');
    expect((await stories.as(housing).startCrossDepartmentIssue(change(name))).state).toBe(State.DOING);
  });

  it.each([
    { who: 'the lead', by: chen, want: 'NOT_PERMITTED' },
    { who: 'a county official who leads it', by: { ...wang, subject: 'chen' }, want: 'VERIFIED_BY_LEAD' },
    { who: 'a resident', by: li, want: 'NOT_PERMITTED' },
    { who: 'another township', by: person('gao', '140930101', ['township']), want: 'NOT_FOUND' },
  ])('is not verified by $who: $want', async ({ by, want }) => {
    expect(await reasonOf(stories.as(by).verifyCrossDepartmentIssue(change(await resolved())))).toBe(want);
  });

  it.each<{ what: string; said: object }>([
    { what: 'no evidence', said: { resolutionEvidence: [] } },
    { what: 'what is no evidence', said: { resolutionEvidence: ['done'] } },
  ])('is not resolved with $what', async ({ said }) => {
    const request = { ...change(await doing()), ...said };
    expect(await reasonOf(stories.as(chen).resolveCrossDepartmentIssue(request))).toBe('INVALID');
  });

  it.each([
    { what: 'a quarter that is over', quarter: '2025-Q4', want: 'QUARTER_OVER' },
    { what: 'a quarter that is none', quarter: '2099-Q5', want: 'INVALID' },
  ])('is not tabled for $what: $want', async ({ quarter: other, want }) => {
    const { name } = await raise();
    expect(await reasonOf(stories.as(wu).tableCrossDepartmentIssue({ ...change(name), quarter: other }))).toBe(want);
  });

  it.each([
    { what: 'nobody', over: { lead: '' }, want: 'INVALID' },
    { what: 'a department that helps itself', over: { coDepartments: ['housing'] }, want: 'LEAD_HELPS_ITSELF' },
    { what: 'a helper twice', over: { coDepartments: ['heating', 'heating'] }, want: 'INVALID' },
  ])('is not assigned to $what: $want', async ({ over, want }) => {
    const request = { ...change(await assigned()), ...assignment, ...over };
    expect(await reasonOf(stories.as(wu).assignCrossDepartmentIssue(request))).toBe(want);
  });

  it.each([
    { who: 'a resident', by: li, over: {}, want: 'NOT_PERMITTED' },
    { who: 'another community', by: sun, over: {}, want: 'OUTSIDE_JURISDICTION' },
    { who: 'somebody who does not say what about', by: chen, over: { category: '' }, want: 'INVALID' },
  ])('is not raised by $who: $want', async ({ by, over, want }) => {
    expect(await reasonOf(raise(over, by))).toBe(want);
  });

  it('is not sent back from its own desk', async () => {
    const request = { ...change(await assigned()), reason: '请先办理' };
    expect(await reasonOf(stories.as(chen).returnCrossDepartmentIssue(request))).toBe('NOT_ESCALATED');
  });

  it('is listed by its lead and its state', async () => {
    const name = await doing();
    const listed = await stories.as(qian).listCrossDepartmentIssues({ filter: 'lead = "chen"' });
    expect(listed.crossDepartmentIssues.map((one) => one.name)).toContain(name);
    const verified = await stories.as(qian).listCrossDepartmentIssues({ filter: 'state = "VERIFIED"' });
    expect(verified.crossDepartmentIssues.map((one) => one.name)).not.toContain(name);
  });
});
