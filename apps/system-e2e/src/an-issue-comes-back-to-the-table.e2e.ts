import { beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@doorstep/testing';
import type { Item } from './client.js';
import { places, proof } from './county.js';
import { as, asStranger } from './platform.js';

/** A township of its own, so that its meetings are ours alone. */
const township = '140930110';
const community = `${township}001`;
const chair = asStranger({ subject: 'chair-of-the-table', roles: ['township'], divisions: [township] });
const clerk = asStranger({
  subject: 'clerk-of-the-table',
  roles: ['community', 'station_manager'],
  divisions: [community],
});
const lead = asStranger({ subject: 'lead-of-the-table', roles: ['township'], divisions: [township] });
const ifAny = { 'if-match': '*' };

/** 跨部门问题: raised, put before a joint meeting, given to departments, done, found undone, and back on the next agenda. */
describe('an issue comes back to the table', () => {
  let issue: Item;
  const step = (verb: string, body: object = {}, by = chair) => by.done(`POST /v1/${issue.name}:${verb}`, body, ifAny);
  const meet = async (quarter: string, time: string, agenda: readonly string[]): Promise<Item> => {
    const { name } = await chair.done(`POST /v1/jointMeetings?effectiveTime=${time}`, {
      division: township,
      meetingTime: time,
    });
    expect(name).toContain(quarter);
    const held = await chair.done(
      `POST /v1/${name}:hold`,
      { attended: ['housing', 'police'], effectiveTime: time },
      ifAny,
    );
    expect(held['agenda']).toEqual(agenda);
    const decisions = agenda.map((one) => ({ issue: one, text: '由住建牵头办理' }));
    const minutes = await proof(chair, name, 'MINUTES');
    const off = await chair.ask(`POST /v1/${name}:minute`, {
      body: { minutes, decisions: [] },
      headers: ifAny,
    });
    expect(off.body).toMatchObject({ reason: 'DECISIONS_MISSING', facts: { missing: agenda.join(' ') } });
    await chair.done(`POST /v1/${name}:minute`, { minutes, decisions }, ifAny);
    return chair.done(`POST /v1/${name}:close`, {}, ifAny);
  };
  const resolved = async (): Promise<number> =>
    Number((await as('county').done(`GET /v1/figures/cross_department_issues_resolved?division=${township}`))['value']);

  beforeAll(async () => {
    await places(community);
    const draft = {
      division: community,
      category: 'parking',
      title: '老旧小区停车难',
    };
    issue = await clerk.done('POST /v1/crossDepartmentIssues?effectiveTime=2025-02-03T01:00:00Z', draft);
  });

  it('is raised and stands on the agenda of the quarter', async () => {
    await step('table', { quarter: '2025-Q1', effectiveTime: '2025-02-04T01:00:00Z' });
    await meet('2025-q1', '2025-02-20T01:00:00Z', [issue.name]);
    const again = await chair.ask('POST /v1/jointMeetings', {
      body: { division: township, meetingTime: '2025-03-20T01:00:00Z' },
    });
    expect(again.body.reason).toBe('MEETING_OF_QUARTER');
  });

  it('is given to a lead, who alone says that it is done, and nobody confirms their own work', async () => {
    const given = { lead: 'lead-of-the-table', leadDepartment: 'housing', effectiveTime: '2025-02-21T01:00:00Z' };
    const both = await chair.ask(`POST /v1/${issue.name}:assign`, {
      body: { ...given, coDepartments: ['housing'] },
      headers: ifAny,
    });
    expect(both.body.reason).toBe('LEAD_HELPS_ITSELF');
    await step('assign', { ...given, coDepartments: ['police'] });
    const other = await chair.ask(`POST /v1/${issue.name}:start`, { body: {}, headers: ifAny });
    expect(other.body.reason).toBe('NOT_THE_LEAD');
    await step('start', { effectiveTime: '2025-02-24T01:00:00Z' }, lead);
    const shown = await proof(lead, issue.name);
    await step('resolve', { resolutionEvidence: [shown], effectiveTime: '2025-03-10T01:00:00Z' }, lead);
    const own = await lead.ask(`POST /v1/${issue.name}:verify`, { body: {}, headers: ifAny });
    expect(own.body.reason).toBe('VERIFIED_BY_LEAD');
    await step('verify', { effectiveTime: '2025-03-12T01:00:00Z' });
    await eventually(async () => expect(await resolved()).toBe(1));
  });

  it('is opened again, counts no more, and is carried to the next agenda by itself', async () => {
    const silent = await chair.ask(`POST /v1/${issue.name}:reopen`, { body: {}, headers: ifAny });
    expect(silent.body.reason).toBe('REASON_REQUIRED');
    await step('reopen', { reason: '车位又被占用', effectiveTime: '2025-04-02T01:00:00Z' });
    await eventually(async () => expect(await resolved()).toBe(0));
    await meet('2025-q2', '2025-05-20T01:00:00Z', [issue.name]);
  });
});
