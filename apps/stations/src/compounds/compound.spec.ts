import { describe, expect, it } from '@jest/globals';
import {
  CompoundServiceService,
  Compound_Decision as Decision,
  Compound_Gate_Kind as Gate,
  Compound_Kind as Kind,
  Compound_State as State,
} from '@doorstep/contracts/stations/v1/compound.js';
import { outcome, person, provesLifecycle } from '@doorstep/testing';
import { compound, newCompound, oldCompound } from './compound.example.js';
import {
  compoundLife,
  compoundCounts,
  decideCompound,
  openGates,
  passCompound,
  planCompound,
  reconsiderCompound,
  surveyCompound,
} from './compound.js';

const { PLANNED, SURVEYED, CLASSIFIED, DECIDED } = State;
const now = new Date('2025-03-04T02:00:00Z');

describe('compound', () => {
  provesLifecycle(compoundLife, CompoundServiceService, 'Compound', { consequences: ['merge'], rests: [DECIDED] });

  it.each([
    { division: '1409301000010001', want: PLANNED },
    { division: '140930100001', want: 'SURVEY_NEEDS_A_COMPOUND' },
  ])('planned for $division: $want', ({ division, want }) => {
    expect(outcome(() => planCompound(compound({ division })))).toBe(want);
  });

  it('has one survey, since its name is its division', () => {
    expect(planCompound(compound({ name: '' })).name).toBe('compounds/1409301000010001');
  });

  it('keeps what was counted', () => {
    const counted = { households: 300, residents: 800, idleAreaM2: 120 };
    expect(surveyCompound(compound(), counted)).toMatchObject({ ...counted, state: SURVEYED });
  });

  it.each([
    { kind: Kind.NEW, decision: Decision.BUILD, want: DECIDED },
    { kind: Kind.NEW, decision: Decision.SHARE, want: DECIDED },
    { kind: Kind.NEW, decision: Decision.CONVERT, want: 'DECISION_NOT_OF_KIND' },
    { kind: Kind.OLD, decision: Decision.CONVERT, want: DECIDED },
    { kind: Kind.OLD, decision: Decision.SHARE, want: DECIDED },
    { kind: Kind.OLD, decision: Decision.BUILD, want: 'DECISION_NOT_OF_KIND' },
  ])('$decision of a compound of kind $kind: $want', ({ kind, decision, want }) => {
    expect(outcome(() => decideCompound(compound({ state: CLASSIFIED, kind }), decision))).toBe(want);
  });

  it.each([
    { what: 'the first gate', of: newCompound(0), gate: Gate.APPROVAL, want: DECIDED },
    { what: 'the second before the first', of: newCompound(0), gate: Gate.CONSTRUCTION, want: 'GATE_OUT_OF_ORDER' },
    { what: 'the first again', of: newCompound(1), gate: Gate.APPROVAL, want: 'GATE_PASSED_ALREADY' },
    { what: 'the last', of: newCompound(2), gate: Gate.ACCEPTANCE, want: DECIDED },
    { what: 'a gate of an old compound', of: oldCompound(), gate: Gate.APPROVAL, want: 'GATES_OF_NEW_COMPOUNDS' },
    {
      what: 'a gate before the decision',
      of: compound({ state: CLASSIFIED, kind: Kind.NEW }),
      gate: Gate.APPROVAL,
      want: 'WRONG_STATE',
    },
  ])('passes $what: $want', ({ of, gate, want }) => {
    expect(outcome(() => passCompound(of, gate, 'evidence/minutes', person('wu'), now))).toBe(want);
  });

  it.each([
    { of: newCompound(0), open: 3 },
    { of: newCompound(2), open: 1 },
    { of: newCompound(3), open: 0 },
    { of: oldCompound(), open: 0 },
  ])('has $open gates to pass', ({ of, open }) => expect(openGates(of)).toHaveLength(open));

  it('takes the gates back with the decision, and never without a reason', () => {
    expect(reconsiderCompound(newCompound(2), '规划变更')).toMatchObject({ gates: [], state: CLASSIFIED });
    expect(outcome(() => reconsiderCompound(newCompound(2), ''))).toBe('REASON_REQUIRED');
  });

  it.each([
    { state: PLANNED, counts: false },
    { state: SURVEYED, counts: false },
    { state: CLASSIFIED, counts: false },
    { state: DECIDED, counts: true },
  ])('$state counts as surveyed: $counts', ({ state, counts }) => {
    expect(compoundCounts.compounds_surveyed.counts(compound({ state }))).toBe(counts);
  });

  it.each([true, false])('counts as covered while a station serves it: %s', (covered) => {
    expect(compoundCounts.compounds_covered.counts(compound({ covered }))).toBe(covered);
  });
});
