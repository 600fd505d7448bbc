import { describe, expect, it } from '@jest/globals';
import { Programme_Kind as Kind, Programme_State } from '@doorstep/contracts/stations/v1/programme.js';
import { SessionServiceService, Session_State as State } from '@doorstep/contracts/stations/v1/session.js';
import { outcome, provesLifecycle } from '@doorstep/testing';
import { programme } from '../programmes/programme.example.js';
import { session } from './session.example.js';
import {
  cancelSession,
  correctSession,
  endWithProgramme,
  sessionCounts,
  hasPlace,
  holdSession,
  planSession,
  sessionLife,
} from './session.js';

describe('session', () => {
  provesLifecycle(sessionLife, SessionServiceService, 'Session', { consequences: [] });

  it('is of the kind of its programme, and where that is', () => {
    const of = programme({ kind: Kind.CULTURE });
    expect(planSession(session(), of)).toMatchObject({ state: State.PLANNED, kind: of.kind, station: of.station });
  });

  it('has no places and nobody who waits once it is cancelled', () => {
    const full = session({ state: State.PUBLISHED, seated: 20, children: 12, queued: 3 });
    const want = { state: State.CANCELLED, seated: 0, children: 0, queued: 0 };
    expect(cancelSession(full, '下雨')).toMatchObject(want);
  });

  it.each([
    { state: State.PLANNED, ended: '2025-03-05T00:00:00Z', want: State.CANCELLED },
    { state: State.PUBLISHED, ended: '2025-03-04T08:29:59Z', want: State.CANCELLED },
    { state: State.PUBLISHED, ended: '2025-03-04T08:30:00Z', want: State.PUBLISHED },
  ])('$state at 08:30, its programme ends at $ended: $want', ({ state, ended, want }) => {
    const of = programme({ state: Programme_State.ENDED });
    expect(endWithProgramme(session({ state }), of, new Date(ended)).state).toBe(want);
  });

  it.each([
    { at: '2025-03-04T08:30:00Z', state: State.PUBLISHED, want: State.HELD },
    { at: '2025-03-04T08:29:59Z', state: State.PUBLISHED, want: 'NOT_BEGUN' },
    { at: '2025-03-04T08:30:00Z', state: State.PLANNED, want: 'WRONG_STATE' },
  ])('held at $at when it is $state: $want', ({ at, state, want }) => {
    expect(outcome(() => holdSession(session({ state }), new Date(at)))).toBe(want);
  });

  it.each([
    { state: State.HELD, attended: 0, reason: '误登记', want: State.PUBLISHED },
    { state: State.REVIEWED, attended: 0, reason: '误登记', want: State.PUBLISHED },
    { state: State.HELD, attended: 1, reason: '误登记', want: 'ATTENDANCE_RECORDED' },
    { state: State.HELD, attended: 0, reason: '', want: 'REASON_REQUIRED' },
    { state: State.PUBLISHED, attended: 0, reason: '误登记', want: 'WRONG_STATE' },
  ])('$state with $attended present, corrected because of "$reason": $want', ({ state, attended, reason, want }) => {
    expect(outcome(() => correctSession(session({ state, attended }), reason))).toBe(want);
  });

  it('is not cancelled without a reason', () => {
    expect(outcome(() => cancelSession(session(), ''))).toBe('REASON_REQUIRED');
    expect(outcome(() => cancelSession(session({ state: State.HELD }), '下雨'))).toBe('WRONG_STATE');
  });

  it.each([
    { what: 'an empty room', over: {}, child: false, want: true },
    { what: 'a full room', over: { seated: 20 }, child: false, want: false },
    { what: 'a child more than two may look after', over: { seated: 19, children: 20 }, child: true, want: false },
    { what: 'a grown-up beside them', over: { seated: 19, children: 20 }, child: false, want: true },
    { what: 'a child without staff', over: { staff: 0 }, child: true, want: false },
  ])('has a place in $what: $want', ({ over, child, want }) => expect(hasPlace(session(over), child)).toBe(want));

  it.each([
    { kind: Kind.CULTURE, state: State.HELD, counts: true },
    { kind: Kind.FESTIVAL, state: State.REVIEWED, counts: true },
    { kind: Kind.CULTURE, state: State.PUBLISHED, counts: false },
    { kind: Kind.CULTURE, state: State.CANCELLED, counts: false },
    { kind: Kind.TRAINING, state: State.HELD, counts: false },
  ])('of $kind that is $state counts: $counts', ({ kind, state, counts }) => {
    expect(sessionCounts.cultural_activities.counts(session({ kind, state }))).toBe(counts);
  });
});
