import { nameOf } from '@doorstep/aip';
import type { EvidenceName, NeedName } from '@doorstep/contracts/names.js';
import { describe, expect, it } from '@jest/globals';
import { Need_State } from '@doorstep/contracts/matching/v1/need.js';
import {
  ProjectServiceService,
  Project_PartyKind as Party,
  Project_State as State,
} from '@doorstep/contracts/matching/v1/project.js';
import { Resource_State } from '@doorstep/contracts/matching/v1/resource.js';
import { outcome, person, provesLifecycle } from '@doorstep/testing';
import { need } from '../needs/need.example.js';
import { endWithProject } from '../needs/need.js';
import { resource } from '../resources/resource.example.js';
import { freeWithProject } from '../resources/resource.js';
import { agreed, joining, project } from './project.example.js';
import {
  acceptProject,
  agreeProject,
  cancelProject,
  commitProject,
  deliverProject,
  enlistProject,
  joinProject,
  leaveProject,
  parties,
  projectLife,
  projectCounts,
  proposeProject,
  releaseProject,
  reopenProject,
  reworkProject,
  startProject,
} from './project.js';

const now = new Date('2026-06-01');
const [first] = joining();
const twenty = <const C extends string>(collection: C) =>
  Array.from({ length: 20 }, (_, at) => nameOf(collection, String(at)));

describe('project', () => {
  provesLifecycle(projectLife, ProjectServiceService, 'Project', { consequences: [] });

  it.each([
    { state: State.ACCEPTED, closed: '2026-03-03', reason: '质量问题', want: State.RUNNING },
    { state: State.ACCEPTED, closed: '2026-03-02', reason: '质量问题', want: 'REOPEN_WINDOW_OVER' },
    { state: State.ACCEPTED, closed: '2026-03-03', reason: '', want: 'REASON_REQUIRED' },
    { state: State.DELIVERED, closed: '2026-03-03', reason: '质量问题', want: 'WRONG_STATE' },
  ])('$state since $closed, opened again because of "$reason": $want', ({ state, closed, reason, want }) => {
    const before = project({
      ...{ deliveredBy: 'a', acceptedBy: 'b', state, stateTime: new Date(closed) },
      afterEvidence: ['evidence/after'],
      unmetNeeds: ['needs/n1'],
    });
    expect(outcome(() => reopenProject(before, reason, now))).toBe(want);
    if (want === State.RUNNING)
      expect(reopenProject(before, reason, now)).toMatchObject({
        ...{ deliveredBy: '', acceptedBy: '', afterEvidence: [], unmetNeeds: [] },
      });
  });

  it('begins proposed, whatever its draft says', () => {
    expect(proposeProject(project({ state: State.ACCEPTED })).state).toBe(State.PROPOSED);
  });

  it.each([
    { what: 'the first', parties: [], who: first, want: State.PROPOSED },
    { what: 'the sixth', parties: agreed().slice(1), who: first, want: State.PROPOSED },
    { what: 'a party twice', parties: agreed(), who: { ...first, person: 'another' }, want: 'PARTY_TWICE' },
    {
      what: 'a person for two parties',
      parties: agreed().slice(1),
      who: { ...first, person: 'person-1' },
      want: 'PERSON_TWICE',
    },
  ])('is joined by $what: $want', ({ parties: joined, who, want }) => {
    const all = { party: Party.OWNERS_COMMITTEE, organisationName: '', person: '', ...who };
    expect(outcome(() => joinProject(project({ parties: joined }), all, now))).toBe(want);
  });

  it.each([
    { joined: agreed(), reason: '尚未表决', want: State.PROPOSED },
    { joined: agreed(), reason: '', want: 'REASON_REQUIRED' },
    { joined: agreed().slice(1), reason: '尚未表决', want: 'PARTY_ABSENT' },
  ])('with $joined.length parties, left because of "$reason": $want', ({ joined, reason, want }) => {
    const left = () => leaveProject(project({ parties: joined }), parties[0], reason);
    expect(outcome(left)).toBe(want);
    if (want === State.PROPOSED) expect(left().parties).toEqual(agreed().slice(1));
  });

  it.each(parties.map((party, at) => ({ party, at })))('is not agreed without $party, and says so', ({ party, at }) => {
    const five = agreed().filter((_, other) => other !== at);
    expect(() => agreeProject(project({ parties: five }))).toThrow(
      expect.objectContaining({ reason: 'QUORUM_MISSING', facts: { project: 'projects/p1', missing: party } }),
    );
  });

  it('is agreed by exactly six', () => {
    expect(parties).toHaveLength(6);
    expect(agreeProject(project({ parties: agreed() })).state).toBe(State.AGREED);
  });

  it.each<{
    what: string;
    over: Parameters<typeof resource>[0];
    by: Parameters<typeof project>[0];
    quantity: number;
    want: string;
  }>([
    { what: 'enough', over: {}, by: {}, quantity: 2, want: State.PROPOSED },
    { what: 'too little', over: {}, by: {}, quantity: 4, want: 'CAPACITY_EXCEEDED' },
    { what: 'none that reaches it', over: { division: '140930101' }, by: {}, quantity: 1, want: 'NOT_FOUND' },
    { what: 'the same again', over: {}, by: { resources: ['resources/r1'] }, quantity: 1, want: 'COMMITTED_ALREADY' },
    { what: 'one too many', over: {}, by: { resources: twenty('resources') }, quantity: 1, want: 'PROJECT_FULL' },
    { what: 'one withdrawn', over: { state: Resource_State.WITHDRAWN }, by: {}, quantity: 1, want: 'WRONG_STATE' },
    { what: 'some when it is over', over: {}, by: { state: State.ACCEPTED }, quantity: 1, want: 'WRONG_STATE' },
  ])('is given $what: $want', ({ over, by, quantity, want }) => {
    const both = { project: project(by), resource: resource({ state: Resource_State.AVAILABLE, ...over }) };
    expect(outcome(() => commitProject(both, quantity, now).project)).toBe(want);
  });

  it('gives back all of what it was given', () => {
    const before = { project: project(), resource: resource({ state: Resource_State.AVAILABLE }) };
    const given = commitProject(before, 3, now);
    expect(given.resource).toMatchObject({ committed: 3, state: Resource_State.EXHAUSTED });
    expect(outcome(() => releaseProject(given, '').project)).toBe('REASON_REQUIRED');
    expect(releaseProject(given, '改期')).toEqual(before);
    const cancelled = cancelProject(given.project, '改期');
    expect(freeWithProject(given.resource, cancelled)).toEqual(before.resource);
  });

  it.each<{ state: Need_State; needs: NeedName[]; want: string }>([
    { state: Need_State.MATCHED, needs: [], want: State.PROPOSED },
    { state: Need_State.LISTED, needs: [], want: 'WRONG_STATE' },
    { state: Need_State.IN_PROJECT, needs: [], want: 'WRONG_STATE' },
    { state: Need_State.MATCHED, needs: twenty('needs'), want: 'PROJECT_FULL' },
  ])('takes a need that is $state beside $needs.length: $want', ({ state, needs, want }) => {
    expect(outcome(() => enlistProject({ project: project({ needs }), need: need({ state }) }).project)).toBe(want);
  });

  it.each<{ livelihood: boolean; evidence: EvidenceName[]; want: string }>([
    { livelihood: true, evidence: ['evidence/e1'], want: State.RUNNING },
    { livelihood: true, evidence: [], want: 'EVIDENCE_BEFORE_MISSING' },
    { livelihood: false, evidence: [], want: State.RUNNING },
  ])('starts, a livelihood matter $livelihood, with $evidence: $want', ({ livelihood, evidence, want }) => {
    expect(outcome(() => startProject(project({ state: State.AGREED, livelihood }), evidence))).toBe(want);
  });

  it('is sent back with a reason, and delivered again', () => {
    const delivered = deliverProject(project({ state: State.RUNNING }), ['evidence/e1'], person('qian'));
    expect(delivered).toMatchObject({ deliveredBy: 'qian', afterEvidence: ['evidence/e1'] });
    expect(outcome(() => reworkProject(delivered, ''))).toBe('REASON_REQUIRED');
    expect(reworkProject(delivered, '未完工')).toMatchObject({ state: State.RUNNING, deliveredBy: '' });
  });

  it.each<{ by: string; unmet: NeedName[]; want: string }>([
    { by: 'chen', unmet: [], want: State.ACCEPTED },
    { by: 'chen', unmet: ['needs/n2'], want: State.ACCEPTED },
    { by: 'chen', unmet: ['needs/n3'], want: 'NEED_NOT_OF_PROJECT' },
    { by: 'qian', unmet: [], want: 'ACCEPTED_BY_DELIVERER' },
  ])('delivered by qian, accepted by $by but for $unmet: $want', ({ by, unmet, want }) => {
    const delivered = project({ state: State.DELIVERED, deliveredBy: 'qian', needs: ['needs/n1', 'needs/n2'] });
    expect(outcome(() => acceptProject(delivered, unmet, person(by)))).toBe(want);
  });

  it.each<{ unmetNeeds: NeedName[]; want: string }>([
    { unmetNeeds: [], want: Need_State.MET },
    { unmetNeeds: ['needs/n1'], want: Need_State.UNMET },
  ])('leaves a need, not met $unmetNeeds: $want', ({ unmetNeeds, want }) => {
    const taken = need({ state: Need_State.IN_PROJECT, project: 'projects/p1' });
    expect(endWithProject(taken, project({ unmetNeeds })).state).toBe(want);
  });

  it('is cancelled with a reason, and meets nothing', () => {
    expect(outcome(() => cancelProject(project(), ''))).toBe('REASON_REQUIRED');
    expect(cancelProject(project({ needs: ['needs/n1'] }), '资金不足').unmetNeeds).toEqual(['needs/n1']);
  });

  const running: readonly State[] = [State.RUNNING, State.DELIVERED, State.ACCEPTED];
  it.each(Object.keys(projectLife.arrows) as State[])('%s counts in the figures as they say', (state) => {
    expect(projectCounts.projects_implemented.counts(project({ state }))).toBe(running.includes(state));
    expect(projectCounts.livelihood_matters.counts(project({ state, livelihood: true }))).toBe(
      state === State.ACCEPTED,
    );
    expect(projectCounts.livelihood_matters.counts(project({ state }))).toBe(false);
  });
});
