import { describe, expect, it } from '@jest/globals';
import { Practice_State } from '@doorstep/contracts/stations/v1/practice.js';
import { ReplicationServiceService, Replication_State as State } from '@doorstep/contracts/stations/v1/replication.js';
import { outcome, person, provesLifecycle } from '@doorstep/testing';
import { practice } from '../practices/practice.example.js';
import { replication } from './replication.example.js';
import {
  adoptReplication,
  replicationCounts,
  proposeReplication,
  replicationLife,
  revokeReplication,
  verifyReplication,
} from './replication.js';

const recognised = practice({ state: Practice_State.RECOGNISED });

describe('replication', () => {
  provesLifecycle(replicationLife, ReplicationServiceService, 'Replication', {
    consequences: [],
    rests: [State.VERIFIED],
  });

  it.each([
    { what: 'a recognised practice', of: recognised, division: '1409301000010001', want: State.PROPOSED },
    { what: 'one, by a community', of: recognised, division: '140930100001', want: 'REPLICATION_NEEDS_A_COMPOUND' },
  ])('of $what: $want', ({ of, division, want }) => {
    expect(outcome(() => proposeReplication(replication({ division }), of))).toBe(want);
  });

  const adopted = adoptReplication(replication(), 'evidence/photo', person('qian'));
  it.each([
    { by: 'wu', want: State.VERIFIED },
    { by: 'qian', want: 'VERIFIED_BY_ADOPTER' },
  ])('verified by $by: $want', ({ by, want }) => {
    expect(outcome(() => verifyReplication(adopted, person(by)))).toBe(want);
  });

  it.each([
    { reason: '现场已拆除', want: State.ADOPTED },
    { reason: '', want: 'REASON_REQUIRED' },
  ])('revoked because of "$reason": $want', ({ reason, want }) => {
    expect(outcome(() => revokeReplication(verifyReplication(adopted, person('wu')), reason))).toBe(want);
  });

  it.each([
    { over: { state: State.VERIFIED }, counts: true },
    { over: { state: State.ADOPTED }, counts: false },
    { over: { state: State.VERIFIED, category: 'reading-room' }, counts: false },
  ])('counts $over: $counts', ({ over, counts }) => {
    expect(replicationCounts.practice_replications.counts(replication(over))).toBe(counts);
    expect(replicationCounts.practice_replications.of(replication(over))).toBe('1409301000010001');
  });
});
