import type { Client, Item, Json } from './client.js';
import { asStranger } from './platform.js';
import type { Fixture } from './matrix.example.js';
import { list, reason, record } from './matrix.stations.example.js';
import { saidOf, type Records, type Said } from './records.example.js';

type Step = string | readonly [string, Said];

/** What each RPC of what the parties and departments do together is tried on. */
export const matchingFixtures = (records: Records): Readonly<Record<string, Fixture>> => ({
  ...projectFixtures(records),
  ...templateFixtures(records),
  ...issueFixtures(records),
  ...meetingFixtures(records),
});

/** The six parties, each by somebody. */
export const parties = [
  'COMMUNITY_PARTY_COMMITTEE',
  'COMPOUND_BRANCH',
  'OWNERS_COMMITTEE',
  'PROPERTY_COMPANY',
  'RESIDENT_UNIT',
  'MEMBER_VOLUNTEERS',
].map((kind) => ({ party: `PARTY_KIND_${kind}`, organisationName: '测试单位', person: `person-of-${kind}` }));

/** Steps that take a project from its proposal to its acceptance. */
const joined: readonly Step[] = parties.map((party) => ['join', party]);
const agreed: readonly Step[] = [...joined, 'agree'];
const running: readonly Step[] = [...agreed, 'start'];
const delivery = (records: Records) => async (name: string) => ({ afterEvidence: [await records.proof(name)] });
const delivered = (records: Records): readonly Step[] => [...running, ['deliver', delivery(records)]];

/** A record whose rule refuses whoever reaches it and is not meant by it. */
const refused = (refuses: string, make: () => Promise<Item>, body?: (name: string) => Promise<Json>): Fixture => ({
  on: 'record',
  make,
  refuses,
  ...(body && { body }),
});

const once = <T>(make: () => Promise<T>): (() => Promise<T>) => {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
};

function projectFixtures(records: Records): Readonly<Record<string, Fixture>> {
  const draft = async () => ({ division: records.community, category: 'elder-care', title: '测试项目' });
  const project = async (...steps: readonly Step[]) => records.step('/v1/projects', await draft(), ...steps);
  const resource = once(async () => (await records.offer(records.newCategory(), 1000)).name);
  const units = async () => ({ resource: await resource(), quantity: 1 });
  const need = matchedNeeds(records);
  const accepted = async () => {
    const { name } = await project(...delivered(records));
    return records.somebodyElse('township').client.done(`POST /v1/${name}:accept`, {});
  };
  return {
    'ProjectService.CreateProject': { on: 'draft', draft },
    'ProjectService.GetProject': record(() => project()),
    'ProjectService.ListProjects': list('projects', () => project()),
    'ProjectService.JoinProject': record(
      () => project(),
      async () => parties[0] ?? {},
    ),
    'ProjectService.LeaveProject': record(
      () => project(...joined),
      async () => ({ party: parties[0]?.party, ...(await reason()) }),
    ),
    'ProjectService.AgreeProject': record(() => project(...joined)),
    'ProjectService.CommitProject': record(() => project(), units),
    'ProjectService.ReleaseProject': record(
      async () => project(['commit', await units()]),
      async () => ({ resource: await resource(), ...(await reason()) }),
    ),
    'ProjectService.EnlistProject': record(
      () => project(),
      async () => ({ need: await need() }),
    ),
    'ProjectService.StartProject': record(() => project(...agreed)),
    'ProjectService.DeliverProject': record(() => project(...running), delivery(records)),
    'ProjectService.ReworkProject': record(() => project(...delivered(records)), reason),
    'ProjectService.AcceptProject': record(() => project(...delivered(records))),
    'ProjectService.ReopenProject': record(accepted, reason),
    'ProjectService.CancelProject': record(() => project(), reason),
    'ProjectService.ReturnProject': refused('NOT_ESCALATED', () => project(), reason),
  };
}

/** Needs to which a resource was confirmed, one for each cell of a route. */
function matchedNeeds(records: Records): () => Promise<string> {
  const suggestions = once(() => records.suggestions(48));
  let next = 0;
  return async () => {
    const suggestion = (await suggestions())[next++];
    if (suggestion === undefined) throw new Error('the stock of matched needs is used up');
    await records.clerk.done(`POST /v1/${suggestion.name}:confirm`, {});
    return String(suggestion['need']);
  };
}

function issueFixtures(records: Records): Readonly<Record<string, Fixture>> {
  const { subject: lead, organisation: leadDepartment } = records.owner;
  const assignment = { lead, leadDepartment, coDepartments: ['another-department'] };
  const department: Client = asStranger({ ...records.owner, roles: ['department_client'] });
  const solved = async (name: string) => ({ resolutionEvidence: [await records.proof(name, 'MINUTES')] });
  const meeting = { quarter: '2099-Q4' };
  const tabled = ['table', meeting] as const;
  const draft = async () => ({ division: records.community, category: 'heating', title: '测试问题' });
  const issue = async (...steps: readonly Step[]) => records.step('/v1/crossDepartmentIssues', await draft(), ...steps);
  const given = () => issue(tabled, ['assign', assignment]);
  /** As the department that leads takes it on. */
  const led = async (...steps: readonly (readonly [string, Said])[]) => {
    let item = await given();
    for (const [verb, said] of steps)
      item = await department.done(`POST /v1/${item.name}:${verb}`, await saidOf(said, item.name));
    return item;
  };
  return {
    'CrossDepartmentIssueService.CreateCrossDepartmentIssue': { on: 'draft', draft },
    'CrossDepartmentIssueService.GetCrossDepartmentIssue': record(given),
    'CrossDepartmentIssueService.ListCrossDepartmentIssues': list('crossDepartmentIssues', given),
    'CrossDepartmentIssueService.TableCrossDepartmentIssue': record(
      () => issue(),
      async () => meeting,
    ),
    'CrossDepartmentIssueService.AssignCrossDepartmentIssue': record(given, async () => assignment),
    'CrossDepartmentIssueService.StartCrossDepartmentIssue': refused('NOT_THE_LEAD', given),
    'CrossDepartmentIssueService.ResolveCrossDepartmentIssue': refused(
      'NOT_THE_LEAD',
      () => led(['start', {}]),
      solved,
    ),
    'CrossDepartmentIssueService.VerifyCrossDepartmentIssue': record(() => led(['start', {}], ['resolve', solved])),
    'CrossDepartmentIssueService.ReopenCrossDepartmentIssue': record(
      () => led(['start', {}], ['resolve', solved]),
      reason,
    ),
    'CrossDepartmentIssueService.ReturnCrossDepartmentIssue': refused('NOT_ESCALATED', given, reason),
  };
}

function meetingFixtures(records: Records): Readonly<Record<string, Fixture>> {
  const meetingTime = new Date().toISOString();
  const attended = { attended: ['another-department'] };
  /** Of a compound of its own, so that each has its quarter to itself, and no issue. */
  const draft = async () => ({ division: await records.compound(), meetingTime });
  const meeting = async (...steps: readonly Step[]) => records.step('/v1/jointMeetings', await draft(), ...steps);
  const minutes = async (name: string) => ({ minutes: await records.proof(name, 'MINUTES') });
  return {
    'JointMeetingService.CreateJointMeeting': { on: 'draft', draft },
    'JointMeetingService.GetJointMeeting': record(() => meeting()),
    'JointMeetingService.ListJointMeetings': list('jointMeetings', () => meeting()),
    'JointMeetingService.RescheduleJointMeeting': record(
      () => meeting(),
      async () => ({ meetingTime }),
    ),
    'JointMeetingService.HoldJointMeeting': record(
      () => meeting(),
      async () => attended,
    ),
    'JointMeetingService.CorrectJointMeeting': record(() => meeting(['hold', attended]), reason),
    'JointMeetingService.MinuteJointMeeting': record(() => meeting(['hold', attended]), minutes),
    'JointMeetingService.CloseJointMeeting': record(() => meeting(['hold', attended], ['minute', minutes])),
    // A quarter is found without one by a clock alone: whoever may explain meets one that is not over.
    'JointMeetingService.ExplainJointMeeting': refused('WRONG_STATE', () => meeting(), reason),
    'JointMeetingService.ReturnJointMeeting': refused('NOT_ESCALATED', () => meeting(['hold', attended]), reason),
  };
}

function templateFixtures(records: Records): Readonly<Record<string, Fixture>> {
  const step = { title: '测试步骤', workingDays: 5 };
  const work = { division: records.community, category: 'elder-care', title: '测试项目', steps: [step] };
  const project = once(async () => {
    const { name } = await records.step('/v1/projects', work, ...delivered(records));
    return (await records.somebodyElse('township').client.done(`POST /v1/${name}:accept`, {})).name;
  });
  const draft = async () => ({ project: await project(), displayName: '测试流程' });
  const template = async (...steps: readonly Step[]) => records.step('/v1/processTemplates', await draft(), ...steps);
  return {
    'ProcessTemplateService.CreateProcessTemplate': { on: 'draft', draft },
    'ProcessTemplateService.GetProcessTemplate': record(() => template()),
    'ProcessTemplateService.ListProcessTemplates': list('processTemplates', () => template()),
    'ProcessTemplateService.PublishProcessTemplate': record(() => template()),
    'ProcessTemplateService.RetireProcessTemplate': record(() => template('publish'), reason),
  };
}
