import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { EnrolmentName, ProgrammeName, SessionName, StationName } from '@doorstep/contracts/names.js';
import { Enrolment_State as State } from '@doorstep/contracts/stations/v1/enrolment.js';
import { Programme_State } from '@doorstep/contracts/stations/v1/programme.js';
import { Session_State } from '@doorstep/contracts/stations/v1/session.js';
import { Journal, type EventBody } from '@doorstep/events';
import { eventually, person, reasonOf } from '@doorstep/testing/boot';
import { programme } from '../programmes/programme.example.js';
import { session } from '../sessions/session.example.js';
import { change, li, qian, Stories, sun, wu, zhao } from '../stories.example.js';
import { childhood, enrolment } from './enrolment.example.js';

/** Programmes, sessions and enrolments together: each is there for the others. */
describe('EnrolmentService', () => {
  let stories: Stories;
  let station: StationName;
  let running: ProgrammeName;
  /** Of a session that is still to come. */
  const startTime = new Date('2099-01-01T08:30:00Z');
  const stateOf = async ({ name }: { name: EnrolmentName }) => (await stories.as(qian).getEnrolment({ name })).state;
  const plan = async (over = {}) => {
    const record = session({ programme: running, ...over });
    return (await stories.as(qian).createSession({ session: record, requestId: randomUUID() })).name;
  };
  const published = async (over = {}) => {
    const name = await plan(over);
    await stories.as(qian).publishSession(change(name));
    return name;
  };
  const enrol = (at: SessionName, over = {}, by = qian) =>
    stories.as(by).createEnrolment({
      enrolment: enrolment({ session: at, person: randomUUID(), ...over }),
      requestId: randomUUID(),
    });

  beforeAll(async () => {
    stories = await Stories.begin();
    await stories.template();
    station = await stories.operating('1409301000010001');
    const record = programme({ station });
    running = (await stories.as(qian).createProgramme({ programme: record, requestId: randomUUID() })).name;
    expect(await reasonOf(plan())).toBe('PROGRAMME_NOT_RUNNING');
    await stories.as(qian).startProgramme(change(running));
  });
  afterAll(() => stories.close());

  it('gives places to as many as there are, a queue to the others, and a place that is free to the first of them', async () => {
    const at = await published({ capacity: 5, startTime });
    const made = await Promise.all(Array.from({ length: 20 }, () => enrol(at)));
    const states = () => made.map(async ({ name }) => (await stories.as(qian).getEnrolment({ name })).state);
    expect((await Promise.all(states())).filter((state) => state === State.SEATED)).toHaveLength(5);
    expect(await stories.as(qian).getSession({ name: at })).toMatchObject({ seated: 5, queued: 15 });
    const seated = made.find(({ state }) => state === State.SEATED);
    const waiting = await stories.as(qian).listEnrolments({ filter: `session = "${at}" AND state = "WAITING"` });
    await stories.as(qian).cancelEnrolment(change(seated?.name ?? ''));
    await eventually(async () => {
      const { name = '' } = waiting.enrolments[0] ?? {};
      expect((await stories.as(qian).getEnrolment({ name })).state).toBe(State.SEATED);
    });
    expect(await stories.as(qian).getSession({ name: at })).toMatchObject({ seated: 5, queued: 14 });
  });

  it('is taken up again behind those who wait', async () => {
    const at = await published({ capacity: 1, startTime });
    const [first, second] = [await enrol(at), await enrol(at)];
    await stories.as(qian).cancelEnrolment(change(first.name));
    await eventually(async () =>
      expect((await stories.as(qian).getEnrolment({ name: second.name })).state).toBe(State.SEATED),
    );
    expect((await stories.as(qian).resumeEnrolment(change(first.name))).state).toBe(State.WAITING);
    const third = await enrol(at);
    await stories.as(qian).cancelEnrolment(change(second.name));
    await eventually(async () =>
      expect((await stories.as(qian).getEnrolment({ name: first.name })).state).toBe(State.SEATED),
    );
    expect((await stories.as(qian).getEnrolment({ name: third.name })).state).toBe(State.WAITING);
    expect(await stories.as(qian).getSession({ name: at })).toMatchObject({ seated: 1, queued: 1 });
    expect(await reasonOf(stories.as(qian).resumeEnrolment(change(first.name)))).toBe('WRONG_STATE');
  });

  it('ends with its session, and tells whom it concerns', async () => {
    const at = await published({ capacity: 1, startTime });
    const both = [await enrol(at), await enrol(at)];
    expect(await Promise.all(both.map(stateOf))).toEqual([State.SEATED, State.WAITING]);
    await stories.as(qian).cancelSession({ ...change(at), reason: '下雨' });
    await eventually(async () =>
      expect(await Promise.all(both.map(stateOf))).toEqual([State.CANCELLED, State.CANCELLED]),
    );
    const empty = { state: Session_State.CANCELLED, seated: 0, children: 0, queued: 0 };
    expect(await stories.as(qian).getSession({ name: at })).toMatchObject(empty);
    const told = both.map(({ name, person: id }) => [name, { record: at, tells: [id] }]);
    await eventually(async () => {
      const entries = await Array.fromAsync(stories.app.get(Journal).all());
      const ended = entries.filter(({ type }) => type === 'enrolments.cancelled');
      const following = ended.map(({ aggregate, body }) => [aggregate, (JSON.parse(body) as EventBody).following]);
      expect(following).toEqual(expect.arrayContaining(told));
    });
    expect(await reasonOf(stories.as(qian).resumeEnrolment(change(both[0]?.name ?? '')))).toBe('SESSION_NOT_PUBLISHED');
  });

  it('gives nobody a place in what has begun', async () => {
    const at = await published({ capacity: 1 });
    const [seated, waiting, other] = [await enrol(at), await enrol(at), await published({ capacity: 1, startTime })];
    await stories.as(qian).cancelEnrolment(change(seated.name));
    // The worker takes one after the other: when this one has its place, that one was looked at.
    const [first, second] = [await enrol(other), await enrol(other)];
    await stories.as(qian).cancelEnrolment(change(first.name));
    await eventually(async () => expect(await stateOf(second)).toBe(State.SEATED));
    expect(await stateOf(waiting)).toBe(State.WAITING);
  });

  it('is not begun while the programme rests, nor after it ended, when its sessions end with it', async () => {
    const record = programme({ station });
    const { name } = await stories.as(qian).createProgramme({ programme: record, requestId: randomUUID() });
    await stories.as(qian).startProgramme(change(name));
    const [at, planned] = [await published({ programme: name, startTime }), await plan({ programme: name, startTime })];
    const seated = await enrol(at);
    await stories.as(qian).pauseProgramme({ ...change(name), reason: '装修' });
    expect(await reasonOf(enrol(at))).toBe('PROGRAMME_NOT_RUNNING');
    expect(await reasonOf(stories.as(qian).publishSession(change(planned)))).toBe('PROGRAMME_NOT_RUNNING');
    expect(await stateOf(seated)).toBe(State.SEATED);
    await stories.as(qian).endProgramme({ ...change(name), reason: '结束' });
    await eventually(async () => expect(await stateOf(seated)).toBe(State.CANCELLED));
    const states = [at, planned].map(async (of) => (await stories.as(qian).getSession({ name: of })).state);
    expect(await Promise.all(states)).toEqual([Session_State.CANCELLED, Session_State.CANCELLED]);
    expect(await reasonOf(plan({ programme: name }))).toBe('PROGRAMME_NOT_RUNNING');
  });

  it('is attended when the session was held, by who has a place', async () => {
    const at = await published({ capacity: 1 });
    const [there, queued] = [await enrol(at), await enrol(at)];
    const attend = ({ name }: { name: EnrolmentName }) => stories.as(qian).attendEnrolment(change(name));
    expect(await reasonOf(attend(there))).toBe('SESSION_NOT_HELD');
    await stories.as(qian).holdSession(change(at));
    expect(await reasonOf(attend(queued))).toBe('WRONG_STATE');
    expect((await attend(there)).state).toBe(State.ATTENDED);
    expect(await reasonOf(stories.as(qian).correctEnrolment(change(there.name)))).toBe('REASON_REQUIRED');
    expect((await stories.as(qian).correctEnrolment({ ...change(there.name), reason: '点错' })).state).toBe(
      State.SEATED,
    );
    expect(await reasonOf(enrol(at))).toBe('SESSION_NOT_PUBLISHED');
  });

  it('answers a repeat with the first effect', async () => {
    const at = await published();
    const request = { enrolment: enrolment({ session: at, person: randomUUID() }), requestId: randomUUID() };
    const twice = [await stories.as(qian).createEnrolment(request), await stories.as(qian).createEnrolment(request)];
    expect(twice.map(({ state }) => state)).toEqual([State.SEATED, State.SEATED]);
    expect((await stories.as(qian).getSession({ name: at })).seated).toBe(1);
  });

  it.each([
    { what: 'a child without consent', over: { ...childhood(), consent: '' }, by: qian, want: 'CONSENT_MISSING' },
    { what: 'a child whom nobody picks up', over: { ...childhood(), pickups: [] }, by: qian, want: 'PICKUP_MISSING' },
    { what: 'somebody of no day', over: { birthDay: '' }, by: qian, want: 'BIRTH_DAY_MISSING' },
    { what: 'a child of no day', over: { ...childhood(), birthDay: '2016-13-01' }, by: qian, want: 'INVALID' },
    {
      what: 'a child picked up without a telephone',
      over: { ...childhood(), pickups: [{ displayName: '王某', phone: '123' }] },
      by: qian,
      want: 'INVALID',
    },
    { what: 'nobody', over: { person: '' }, by: qian, want: 'INVALID' },
    { what: 'somebody elsewhere', over: {}, by: person('sun', '140930101001'), want: 'NOT_FOUND' },
    { what: 'somebody, by a resident', over: {}, by: li, want: 'NOT_PERMITTED' },
    { what: 'somebody, by a township', over: {}, by: wu, want: 'NOT_PERMITTED' },
  ])('is refused for $what: $want', async ({ over, by, want }) => {
    expect(await reasonOf(enrol(await published(), over, by))).toBe(want);
  });

  it('enrols a person once', async () => {
    const at = await published();
    await enrol(at, { person: 'child-7' });
    expect(await reasonOf(enrol(at, { person: 'child-7' }))).toBe('ALREADY_EXISTS');
  });

  it('shows who picks a child up to approved staff for a purpose, and to nobody else', async () => {
    const { name, pickups } = await enrol(await published(), childhood());
    expect(pickups).toEqual([]);
    const seen = async (by: typeof qian) => (await stories.as(by).getEnrolment({ name })).pickups;
    expect(await seen(qian)).toEqual([]);
    expect(await seen({ ...qian, purpose: 'pick-up' })).toEqual(childhood().pickups);
    expect(await reasonOf(seen({ ...zhao, purpose: 'pick-up' }))).toBe('NOT_PERMITTED');
    expect(await reasonOf(seen({ ...sun, purpose: 'pick-up' }))).toBe('NOT_PERMITTED');
    expect(await seen(person('audit', '140930', ['auditor'], { purpose: 'audit' }))).toEqual([]);
  });

  it('keeps to ten children for each who looks after them', async () => {
    const at = await published({ staff: 1, capacity: 20 });
    const made = await Promise.all(Array.from({ length: 12 }, () => enrol(at, childhood())));
    expect(made.filter(({ state }) => state === State.SEATED)).toHaveLength(10);
    expect(made.filter(({ state }) => state === State.WAITING)).toHaveLength(2);
    expect((await enrol(at)).state).toBe(State.SEATED);
  });

  it.each([
    { what: 'of no places', over: { capacity: 0 }, want: 'INVALID' },
    { what: 'of negative staff', over: { staff: -1 }, want: 'INVALID' },
    { what: 'at no time', over: { startTime: undefined }, want: 'INVALID' },
    { what: 'of a programme that there is not', over: { programme: 'programmes/none' }, want: 'NOT_FOUND' },
  ])('refuses a session $what: $want', async ({ over, want }) => {
    expect(await reasonOf(plan(over))).toBe(want);
  });

  it('a station that rests takes its programmes with it, and one that closes ends them', async () => {
    const name = await stories.operating('1409301000010003');
    const record = programme({ station: name });
    const made = await stories.as(qian).createProgramme({ programme: record, requestId: randomUUID() });
    const state = async () => (await stories.as(qian).getProgramme({ name: made.name })).state;
    await stories.as(qian).startProgramme(change(made.name));
    await stories.as(wu).suspendStation({ ...change(name), reason: '装修' });
    await eventually(async () => expect(await state()).toBe(Programme_State.PAUSED));
    expect(await reasonOf(stories.as(qian).startProgramme(change(made.name)))).toBe('STATION_NOT_OPERATING');
    await stories.as(wu).closeStation({ ...change(name), reason: '合并' });
    await eventually(async () => expect(await state()).toBe(Programme_State.ENDED));
  });

  it('refuses a programme of a station that does not operate', async () => {
    await stories.place('1409301000010002');
    const record = programme({ station: await stories.building('1409301000010002') });
    const made = stories.as(qian).createProgramme({ programme: record, requestId: randomUUID() });
    expect(await reasonOf(made)).toBe('STATION_NOT_OPERATING');
    const held = stories.as(qian).holdSession(change(await published({ startTime: new Date('2099-01-01') })));
    expect(await reasonOf(held)).toBe('NOT_BEGUN');
  });
});
