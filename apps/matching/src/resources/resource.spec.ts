import type { ProjectName } from '@doorstep/contracts/names.js';
import type { Role } from '@doorstep/contracts/roles.js';
import { describe, expect, it } from '@jest/globals';
import {
  ResourceServiceService,
  type Resource_Commitment as Commitment,
  Resource_State as State,
} from '@doorstep/contracts/matching/v1/resource.js';
import { outcome, person, provesLifecycle } from '@doorstep/testing';
import { resource } from './resource.example.js';
import {
  commitResource,
  maxCommitments,
  offerResource,
  releaseResource,
  resourceLife,
  resourceCounts,
  verifyResource,
  withdrawResource,
} from './resource.js';

const give = (quantity: number): Commitment => ({
  need: 'needs/n1',
  suggestion: 'suggestions/s1',
  project: '',
  quantity,
  commitTime: undefined,
});
const toProject = (quantity: number): Commitment => ({
  ...give(quantity),
  need: '',
  suggestion: '',
  project: 'projects/p1',
});

describe('resource', () => {
  provesLifecycle(resourceLife, ResourceServiceService, 'Resource', {
    consequences: ['commit', 'exhaust', 'release', 'free'],
  });

  it.each<{ roles: Role[]; organisation: string; want: string }>([
    { roles: ['department_client'], organisation: 'o1', want: State.OFFERED },
    { roles: ['department_client'], organisation: '', want: 'ORGANISATION_REQUIRED' },
    { roles: ['community'], organisation: '', want: State.OFFERED },
  ])('offered by $roles for "$organisation": $want', ({ roles, organisation, want }) => {
    expect(outcome(() => offerResource(resource(), person('a', '140930', roles, { organisation })))).toBe(want);
  });

  it.each([
    { by: 'wang', want: State.VERIFIED },
    { by: 'hospital', want: 'VERIFIED_BY_OWNER' },
  ])('verified by $by: $want', ({ by, want }) =>
    expect(outcome(() => verifyResource(resource(), person(by)))).toBe(want),
  );

  it.each([
    { state: State.AVAILABLE, reason: '设备检修', want: State.WITHDRAWN },
    { state: State.AVAILABLE, reason: '', want: 'REASON_REQUIRED' },
    { state: State.COMMITTED, reason: '设备检修', want: 'WRONG_STATE' },
  ])('$state, withdrawn because of "$reason": $want', ({ state, reason, want }) => {
    expect(outcome(() => withdrawResource(resource({ state }), reason))).toBe(want);
  });

  it.each([
    { committed: 0, quantity: 1, want: State.COMMITTED },
    { committed: 0, quantity: 3, want: State.EXHAUSTED },
    { committed: 2, quantity: 1, want: State.EXHAUSTED },
    { committed: 2, quantity: 2, want: 'CAPACITY_EXCEEDED' },
  ])('$committed of 3 given, $quantity more: $want', ({ committed, quantity, want }) => {
    const state = committed === 0 ? State.AVAILABLE : State.COMMITTED;
    expect(outcome(() => commitResource(resource({ state, committed }), give(quantity)))).toBe(want);
  });

  it('holds no more commitments than it may', () => {
    const full = resource({
      state: State.COMMITTED,
      capacity: 1000,
      commitments: Array.from({ length: maxCommitments }, () => give(1)),
    });
    expect(outcome(() => commitResource(full, give(1)))).toBe('COMMITMENTS_FULL');
  });

  it.each<{ state: State; others: Commitment[]; project: ProjectName; want: string; left: number }>([
    { state: State.EXHAUSTED, others: [give(1)], project: 'projects/p1', want: State.COMMITTED, left: 1 },
    { state: State.COMMITTED, others: [give(1)], project: 'projects/p1', want: State.COMMITTED, left: 1 },
    { state: State.COMMITTED, others: [], project: 'projects/p1', want: State.AVAILABLE, left: 0 },
    { state: State.EXHAUSTED, others: [], project: 'projects/p1', want: State.AVAILABLE, left: 0 },
    { state: State.COMMITTED, others: [], project: 'projects/p2', want: 'NOT_COMMITTED', left: 0 },
  ])('$state, $others.length more given, released by $project: $want', ({ state, others, project, want, left }) => {
    const given = resource({ state, committed: 2 + others.length, commitments: [...others, toProject(2)] });
    expect(outcome(() => releaseResource(given, project))).toBe(want);
    if (project === 'projects/p1') expect(releaseResource(given, project)).toMatchObject({ committed: left });
  });

  it.each([
    { what: "a unit's, to a project", organisation: 'o1', commitments: [give(1), toProject(1)], want: true },
    { what: "a unit's, to a need", organisation: 'o1', commitments: [give(1)], want: false },
    { what: "a unit's, to nobody", organisation: 'o1', commitments: [], want: false },
    { what: "a community's, to a project", organisation: '', commitments: [toProject(1)], want: false },
  ])('counts as matched where it is $what: $want', ({ organisation, commitments, want }) => {
    expect(resourceCounts.resources_matched.counts(resource({ organisation, commitments }))).toBe(want);
  });
});
