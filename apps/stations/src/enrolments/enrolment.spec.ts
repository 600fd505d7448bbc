import { describe, expect, it } from '@jest/globals';
import { EnrolmentServiceService, Enrolment_State as State } from '@doorstep/contracts/stations/v1/enrolment.js';
import { Programme_Kind as Kind, Programme_State } from '@doorstep/contracts/stations/v1/programme.js';
import { Session_State } from '@doorstep/contracts/stations/v1/session.js';
import { outcome, provesLifecycle } from '@doorstep/testing';
import { programme } from '../programmes/programme.example.js';
import { session } from '../sessions/session.example.js';
import { childhood, enrolment } from './enrolment.example.js';
import {
  enrolmentCounts,
  attendEnrolment,
  cancelEnrolment,
  correctEnrolment,
  endWithSession,
  enrolmentLife,
  isUnder14,
  promoteEnrolment,
  requestEnrolment,
  resumeEnrolment,
  seatEnrolment,
} from './enrolment.js';

const { REQUESTED, SEATED, WAITING, ATTENDED, CANCELLED } = State;
const open = session({ state: Session_State.PUBLISHED, capacity: 2, staff: 1 });
const full = { ...open, seated: 2, queued: 1 };
const held = session({ state: Session_State.HELD, seated: 1 });

describe('enrolment', () => {
  provesLifecycle(enrolmentLife, EnrolmentServiceService, 'Enrolment', {
    consequences: ['seat', 'queue'],
    rests: [CANCELLED],
  });

  it.each([
    { birthDay: '2011-03-05', on: '2025-03-04', want: true },
    { birthDay: '2011-03-04', on: '2025-03-04', want: false },
    { birthDay: '2016-02-29', on: '2030-02-28', want: true },
    { birthDay: '2016-02-29', on: '2030-03-01', want: false },
    { birthDay: '', on: '2025-03-04', want: false },
  ])('who is born on "$birthDay" is under 14 on $on: $want', ({ birthDay, on, want }) => {
    expect(isUnder14(birthDay, on)).toBe(want);
  });

  const culture = session({ ...open, kind: Kind.CULTURE });
  const [running, paused] = [Programme_State.RUNNING, Programme_State.PAUSED];
  it.each<{ what: string; over: object; at: typeof open; state?: Programme_State; want: string }>([
    { what: 'a grown-up', over: {}, at: open, want: REQUESTED },
    { what: 'a child', over: childhood(), at: open, want: REQUESTED },
    { what: 'somebody of no day, after school', over: { birthDay: '' }, at: open, want: 'BIRTH_DAY_MISSING' },
    { what: 'somebody of no day, elsewhere', over: { birthDay: '' }, at: culture, want: REQUESTED },
    { what: 'a child without consent', over: { ...childhood(), consent: '' }, at: open, want: 'CONSENT_MISSING' },
    { what: 'a child whom nobody picks up', over: { ...childhood(), pickups: [] }, at: open, want: 'PICKUP_MISSING' },
    { what: 'somebody too early', over: {}, at: session(), want: 'SESSION_NOT_PUBLISHED' },
    { what: 'somebody too late', over: {}, at: held, want: 'SESSION_NOT_PUBLISHED' },
    { what: 'what rests', over: {}, at: open, state: paused, want: 'PROGRAMME_NOT_RUNNING' },
    { what: 'what ended', over: {}, at: open, state: Programme_State.ENDED, want: 'PROGRAMME_NOT_RUNNING' },
  ])('requested for $what: $want', ({ over, at, state = running, want }) => {
    expect(outcome(() => requestEnrolment(enrolment(over), at, programme({ state })))).toBe(want);
  });

  it.each([
    { state: running, want: SEATED },
    { state: paused, want: 'PROGRAMME_NOT_RUNNING' },
  ])('taken up again while the programme is $state: $want', ({ state, want }) => {
    const place = { enrolment: enrolment({ state: CANCELLED }), session: open };
    expect(outcome(() => resumeEnrolment(place, programme({ state })).enrolment)).toBe(want);
  });

  it('ends with its session, which has no place to take back', () => {
    const cancelled = session({ state: Session_State.CANCELLED });
    expect(endWithSession(enrolment({ state: WAITING })).state).toBe(CANCELLED);
    const late = cancelEnrolment({ enrolment: enrolment({ state: SEATED }), session: cancelled });
    expect(late).toMatchObject({ enrolment: { state: CANCELLED }, session: { seated: 0, queued: 0 } });
    expect(cancelEnrolment({ enrolment: enrolment(), session: full }).session).toBe(full);
  });

  it.each([
    { what: 'a place', of: enrolment(), at: open, want: { state: SEATED, seated: 1, children: 0, queued: 0 } },
    {
      what: 'a child',
      of: enrolment({ under14: true }),
      at: open,
      want: { state: SEATED, seated: 1, children: 1, queued: 0 },
    },
    { what: 'nothing', of: enrolment(), at: full, want: { state: WAITING, seated: 2, children: 0, queued: 2 } },
    {
      what: 'no staff',
      of: enrolment({ under14: true }),
      at: { ...open, staff: 0 },
      want: { state: WAITING, seated: 0, children: 0, queued: 1 },
    },
  ])('that finds $what', ({ of, at, want: { state, ...places } }) => {
    const place = seatEnrolment({ enrolment: of, session: at });
    expect(place.enrolment.state).toBe(state);
    expect(place.session).toMatchObject(places);
  });

  it('gives its place back, and who waits takes it', () => {
    const left = cancelEnrolment({ enrolment: enrolment({ state: SEATED }), session: full }).session;
    expect(left).toMatchObject({ seated: 1, queued: 1 });
    const waiting = { enrolment: enrolment({ state: WAITING }), session: left };
    const [before, begun] = [new Date('2025-03-04T08:29:59Z'), new Date('2025-03-04T08:30:00Z')];
    const next = promoteEnrolment(waiting, before);
    expect(next).toMatchObject({ enrolment: { state: SEATED }, session: { seated: 2, queued: 0 } });
    expect(promoteEnrolment(waiting, begun)).toBe(waiting);
    const late = { enrolment: enrolment({ state: WAITING }), session: { ...left, state: Session_State.HELD } };
    expect(promoteEnrolment(late, before)).toBe(late);
    const none = { enrolment: enrolment({ state: WAITING }), session: full };
    expect(promoteEnrolment(none, before)).toBe(none);
    expect(cancelEnrolment(none)).toMatchObject({
      enrolment: { state: CANCELLED },
      session: { seated: 2, queued: 0 },
    });
  });

  it.each([
    { state: SEATED, at: held, want: ATTENDED },
    { state: SEATED, at: open, want: 'SESSION_NOT_HELD' },
    { state: WAITING, at: held, want: 'WRONG_STATE' },
    { state: CANCELLED, at: held, want: 'WRONG_STATE' },
  ])('attended by who is $state at a session that is $at.state: $want', ({ state, at, want }) => {
    const place = { enrolment: enrolment({ state }), session: at };
    expect(outcome(() => attendEnrolment(place).enrolment)).toBe(want);
  });

  it.each([
    { reason: '点错', want: SEATED },
    { reason: '', want: 'REASON_REQUIRED' },
  ])('corrected because of "$reason": $want', ({ reason, want }) => {
    const place = { enrolment: enrolment({ state: ATTENDED }), session: { ...held, attended: 1 } };
    expect(outcome(() => correctEnrolment(place, reason).enrolment)).toBe(want);
  });

  it('is counted by its session, until it is taken back', () => {
    const there = attendEnrolment({ enrolment: enrolment({ state: SEATED }), session: held });
    expect(there.session.attended).toBe(1);
    expect(correctEnrolment(there, '点错').session.attended).toBe(0);
  });

  it.each([
    { over: { state: ATTENDED }, counts: true },
    { over: { state: SEATED }, counts: false },
    { over: { state: ATTENDED, kind: Kind.SENIOR_SCHOOL }, counts: false },
  ])('counts $over as a time and a person: $counts', ({ over, counts }) => {
    expect(enrolmentCounts.after_school_person_times.counts(enrolment(over))).toBe(counts);
    expect(enrolmentCounts.after_school_persons.counts(enrolment(over))).toBe(counts);
    expect(enrolmentCounts.after_school_persons.of(enrolment(over))).toBe('child-1');
  });
});
