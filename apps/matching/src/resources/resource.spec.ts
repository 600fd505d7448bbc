import { describe, expect, it } from '@jest/globals';
import { ResourceServiceService, Resource_State as State } from '@doorstep/contracts/matching/v1/resource.js';
import { outcome, person, provesLifecycle } from '@doorstep/testing';
import { resource } from './resource.example.js';
import {
  commitResource,
  maxCommitments,
  offerResource,
  resourceLife,
  verifyResource,
  withdrawResource,
} from './resource.js';

const give = (quantity: number) => ({
  need: 'needs/n1',
  suggestion: 'suggestions/s1',
  quantity,
  commitTime: undefined,
});

describe('resource', () => {
  provesLifecycle(resourceLife, ResourceServiceService, 'Resource', { consequences: ['commit', 'exhaust'] });

  it.each([
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
});
