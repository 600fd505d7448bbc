import type { EvidenceName } from '@doorstep/contracts/names.js';
import type { Figures } from '@doorstep/contracts/figures.js';
import type { Need } from '@doorstep/contracts/matching/v1/need.js';
import {
  type JoinProjectRequest,
  type Project,
  Project_PartyKind as Party,
  Project_State as State,
} from '@doorstep/contracts/matching/v1/project.js';
import type { Resource } from '@doorstep/contracts/matching/v1/resource.js';
import {
  lifecycle,
  notFound,
  reasonRequired,
  refusals,
  sentBack,
  within,
  workingDays,
  type Arrows,
  type Caller,
  type Clocks,
  type Counts,
} from '@doorstep/domain';
import { enlistNeed } from '../needs/need.js';
import { assertReopens } from '../reopening.js';
import { commitResource, releaseResource } from '../resources/resource.js';

const { PROPOSED, AGREED, RUNNING, DELIVERED, ACCEPTED, CANCELLED } = State;

const refuse = refusals({
  PARTY_TWICE: {
    zh: '该方已同意',
    en: 'the party agreed already',
    remedy: { zh: '无须再次同意；请等待其他各方', en: 'nothing more to do for that party; wait for the others' },
  },
  PERSON_TWICE: {
    zh: '同一人不能代表两方',
    en: 'one person does not speak for two parties',
    remedy: { zh: '请由该方的另一位代表表示同意', en: 'let another person speak for that party' },
  },
  PARTY_ABSENT: {
    zh: '该方尚未同意',
    en: 'the party did not agree',
    remedy: {
      zh: '请先登记该方同意，或核对所填的方',
      en: "record that party's agreement first, or check which party was meant",
    },
  },
  QUORUM_MISSING: {
    zh: '六方尚未全部同意',
    en: 'not all of the six parties agreed',
    remedy: {
      zh: '请先取得六方全部同意，再进入下一步',
      en: 'obtain the agreement of the parties that are missing, then repeat',
    },
  },
  COMMITTED_ALREADY: {
    zh: '该资源已投入此项目',
    en: 'the resource gives to the project already',
    remedy: {
      zh: '请查看项目中已有的认领；需要更多时先释放再认领',
      en: 'look at the commitment that stands; to give another quantity, release it and commit anew',
    },
  },
  PROJECT_FULL: {
    zh: '项目的资源或需求已达上限',
    en: 'the project holds as many resources or needs as it may',
    remedy: { zh: '请另建项目承接其余资源或需求', en: 'open another project for the rest' },
  },
  EVIDENCE_BEFORE_MISSING: {
    zh: '民生实事须有实施前的佐证',
    en: 'a livelihood matter shows how it was before',
    remedy: {
      zh: '请先上传实施前的照片并写入项目',
      en: 'upload a picture of how it was before and name it in the project',
    },
  },
  ACCEPTED_BY_DELIVERER: {
    zh: '交付人不能验收',
    en: 'whoever delivered a project cannot accept it',
    remedy: { zh: '请由交付人以外的人员验收', en: 'let somebody other than whoever delivered it accept it' },
  },
  NEED_NOT_OF_PROJECT: {
    zh: '该需求不属于此项目',
    en: 'the need is none of the project',
    remedy: { zh: '请核对需求名称，只能填写该项目所含的需求', en: 'name one of the needs that the project lists' },
  },
});

export const projectLife = lifecycle(PROPOSED, {
  [PROPOSED]: {
    join: PROPOSED,
    leave: PROPOSED,
    commit: PROPOSED,
    release: PROPOSED,
    enlist: PROPOSED,
    agree: AGREED,
    cancel: CANCELLED,
    return: PROPOSED,
  },
  [AGREED]: {
    commit: AGREED,
    release: AGREED,
    enlist: AGREED,
    start: RUNNING,
    cancel: CANCELLED,
    return: AGREED,
  },
  [RUNNING]: { commit: RUNNING, release: RUNNING, enlist: RUNNING, deliver: DELIVERED, cancel: CANCELLED },
  [DELIVERED]: {
    rework: RUNNING,
    accept: { to: ACCEPTED, notBy: 'deliveredBy', else: refuse.ACCEPTED_BY_DELIVERER },
    cancel: CANCELLED,
    return: DELIVERED,
  },
  [ACCEPTED]: { reopen: RUNNING },
  [CANCELLED]: {},
} satisfies Arrows<State, Project>);

/** ⚑ Not in the report: docs/adr/0014-deadlines-of-projects-and-issues.md. */
export const projectClocks = {
  step: {
    zh: '办理期限',
    in: { [PROPOSED]: workingDays(10), [AGREED]: workingDays(10), [DELIVERED]: workingDays(5) },
  },
} satisfies Clocks<typeof projectLife, Project>;

const implemented: readonly State[] = [RUNNING, DELIVERED, ACCEPTED];

/** What counts for the figures that the contract declares on a project. */
export const projectCounts = {
  projects_implemented: { counts: ({ state }) => implemented.includes(state) },
  livelihood_matters: { counts: ({ state, livelihood }) => state === ACCEPTED && livelihood },
} satisfies Counts<Figures['doorstep.matching.v1.Project'], Project>;

/** The quorum: exactly these, each once. Source: the report, on 1+6+N. */
export const parties = [
  Party.COMMUNITY_PARTY_COMMITTEE,
  Party.COMPOUND_BRANCH,
  Party.OWNERS_COMMITTEE,
  Party.PROPERTY_COMPANY,
  Party.RESIDENT_UNIT,
  Party.MEMBER_VOLUNTEERS,
] as const;

/** Every stored list has an end. */
const maxHeld = 20;

/** A project as it begins. */
export const proposeProject = (draft: Project): Project => ({ ...draft, state: projectLife.initial });

type Joining = Pick<JoinProjectRequest, 'party' | 'organisationName' | 'person'>;

export function joinProject(project: Project, { party, organisationName, person }: Joining, now: Date): Project {
  const joined = projectLife.move(project, 'join');
  if (project.parties.some(({ kind }) => kind === party)) throw refuse.PARTY_TWICE({ field: 'party', party });
  const spoken = project.parties.find((other) => other.person === person);
  if (spoken) throw refuse.PERSON_TWICE({ field: 'person', party: spoken.kind });
  return { ...joined, parties: [...project.parties, { kind: party, organisationName, person, agreeTime: now }] };
}

export function leaveProject(project: Project, party: Party, reason: string): Project {
  if (reason === '') throw reasonRequired({ field: 'reason' });
  const left = projectLife.move(project, 'leave');
  const others = project.parties.filter(({ kind }) => kind !== party);
  if (others.length === project.parties.length) throw refuse.PARTY_ABSENT({ field: 'party', party });
  return { ...left, parties: others };
}

export function agreeProject(project: Project): Project {
  const agreed = projectLife.move(project, 'agree');
  const missing = parties.filter((party) => !project.parties.some(({ kind }) => kind === party));
  if (missing.length > 0) throw refuse.QUORUM_MISSING({ project: project.name, missing: missing.join(' ') });
  return agreed;
}

/** A project and a resource: the resource owns how much it gives, the project knows who gives. */
export type Backing = Readonly<{ project: Project; resource: Resource }>;

/** Commits units of a resource; one that does not reach the project's division is none that the project could know. */
export function commitProject({ project, resource }: Backing, quantity: number, now: Date): Backing {
  const committed = projectLife.move(project, 'commit');
  if (!within(project.division, resource.division)) throw notFound({ name: resource.name });
  if (project.resources.includes(resource.name)) throw refuse.COMMITTED_ALREADY({ resource: resource.name });
  const resources = [...held(project, project.resources), resource.name];
  const taken = commitResource(resource, {
    ...{ need: '', suggestion: '', project: project.name },
    ...{ quantity, commitTime: now },
  });
  return { project: { ...committed, resources }, resource: taken };
}

export function releaseProject({ project, resource }: Backing, reason: string): Backing {
  if (reason === '') throw reasonRequired({ field: 'reason' });
  const released = projectLife.move(project, 'release');
  const resources = project.resources.filter((name) => name !== resource.name);
  return { project: { ...released, resources }, resource: releaseResource(resource, project.name) };
}

export type Taking = Readonly<{ project: Project; need: Need }>;

export function enlistProject({ project, need }: Taking): Taking {
  const needs = [...held(project, project.needs), need.name];
  return { project: { ...projectLife.move(project, 'enlist'), needs }, need: enlistNeed(need, project.name) };
}

function held<Name>(project: Project, names: readonly Name[]): readonly Name[] {
  if (names.length >= maxHeld) throw refuse.PROJECT_FULL({ project: project.name, most: String(maxHeld) });
  return names;
}

export function startProject(project: Project, evidence: readonly EvidenceName[]): Project {
  const started = projectLife.move(project, 'start');
  if (project.livelihood && evidence.length === 0) throw refuse.EVIDENCE_BEFORE_MISSING({ field: 'before_evidence' });
  return { ...started, beforeEvidence: [...evidence] };
}

export const deliverProject = (project: Project, evidence: readonly EvidenceName[], by: Caller): Project => ({
  ...projectLife.move(project, 'deliver'),
  afterEvidence: [...evidence],
  deliveredBy: by.subject,
});

export function reworkProject(project: Project, reason: string): Project {
  if (reason === '') throw reasonRequired({ field: 'reason' });
  return undelivered(projectLife.move(project, 'rework'));
}

const undelivered = (project: Project): Project => ({ ...project, deliveredBy: '', afterEvidence: [] });

/** Takes the work over; its needs are met, but for those named: they follow. */
export function acceptProject(project: Project, unmet: readonly string[], by: Caller): Project {
  const accepted = projectLife.move(project, 'accept', by);
  const named = new Set<string>(project.needs);
  const foreign = unmet.find((name) => !named.has(name));
  if (foreign) throw refuse.NEED_NOT_OF_PROJECT({ field: 'unmet', need: foreign });
  return { ...accepted, acceptedBy: by.subject, unmetNeeds: project.needs.filter((name) => unmet.includes(name)) };
}

/** It was not done after all. Needs that were told that they are met, or not, stay so: the people behind them know. */
export function reopenProject(project: Project, reason: string, now: Date): Project {
  if (reason === '') throw reasonRequired({ field: 'reason' });
  const reopened = projectLife.move(project, 'reopen');
  assertReopens(project, now);
  return { ...undelivered(reopened), acceptedBy: '', unmetNeeds: [] };
}

/** Ends a project. What was given to it is free again, and what it was to meet is not met: they follow. */
export function cancelProject(project: Project, reason: string): Project {
  if (reason === '') throw reasonRequired({ field: 'reason' });
  return { ...projectLife.move(project, 'cancel'), unmetNeeds: project.needs };
}

/** Sends a project that a breach took to a higher desk one level down again. */
export const returnProject = (project: Project, reason: string): Project =>
  sentBack(projectLife.move(project, 'return'), reason);
