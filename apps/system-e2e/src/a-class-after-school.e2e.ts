import { beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@doorstep/testing';
import type { Item } from './client.js';
import { operatingStation, proof } from './county.js';
import { as, asStranger } from './platform.js';

const compound = '1409301050010001';
const manager = asStranger({ subject: 'manager-after-school', roles: ['station_manager'], divisions: [compound] });
const day = '2025-03-04';
const phone = '13900000001';

const figure = async (id: string): Promise<number> =>
  Number((await as('county').done(`GET /v1/figures/${id}?division=${compound}`))['value']);

/** Children come to a class twice: what the county counts, and what nobody else sees. */
describe('a class after school', () => {
  let programme: Item;
  const enrolments: Item[] = [];

  const session = async (start: string): Promise<Item> => {
    const draft = { programme: programme.name, displayName: '作业辅导', startTime: start, capacity: 3, staff: 1 };
    const { name } = await manager.done('POST /v1/sessions?effectiveTime=2025-03-03T02:00:00Z', draft);
    return manager.done(`POST /v1/${name}:publish`, { effectiveTime: '2025-03-03T03:00:00Z' });
  };
  const enrol = async (at: Item, person: string): Promise<Item> =>
    manager.done(`POST /v1/enrolments?effectiveTime=${day}T08:00:00Z`, {
      session: at.name,
      person,
      birthDay: '2016-05-01',
      consent: await proof(manager, at.name, 'SCAN'),
      pickups: [{ displayName: '王某', phone }],
    });

  beforeAll(async () => {
    const { name: station } = await operatingStation(compound);
    const draft = { station, kind: 'KIND_AFTER_SCHOOL', displayName: '四点半课堂' };
    programme = await manager.done('POST /v1/programmes', draft);
  });

  it('counts as a station with such a class while it runs', async () => {
    expect(await figure('after_school_stations')).toBe(0);
    await manager.done(`POST /v1/${programme.name}:start`, {});
    await eventually(async () => expect(await figure('after_school_stations')).toBe(1));
  });

  it('seats three children, and a fourth when one stays away', async () => {
    const first = await session(`${day}T08:30:00Z`);
    for (const child of ['child-a', 'child-b', 'child-c', 'child-d']) enrolments.push(await enrol(first, child));
    expect(enrolments.map(({ state }) => state)).toEqual([
      ...['STATE_SEATED', 'STATE_SEATED', 'STATE_SEATED'],
      'STATE_WAITING',
    ]);
    // On paper, before the session began: later nobody could take the place in time.
    await manager.done(`POST /v1/${enrolments[2]?.name ?? ''}:cancel`, { effectiveTime: `${day}T08:10:00Z` });
    await eventually(async () => {
      expect(await manager.done(`GET /v1/${enrolments[3]?.name ?? ''}`)).toMatchObject({ state: 'STATE_SEATED' });
    });
    await manager.done(`POST /v1/${first.name}:hold`, {});
    for (const at of [0, 1, 3]) await manager.done(`POST /v1/${enrolments[at]?.name ?? ''}:attend`, {});
    await eventually(async () => expect(await figure('after_school_person_times')).toBe(3));
  });

  it('counts times and persons apart when two come again', async () => {
    const second = await session(`${day}T09:30:00Z`);
    const again = [await enrol(second, 'child-a'), await enrol(second, 'child-b')];
    await manager.done(`POST /v1/${second.name}:hold`, {});
    for (const { name } of again) await manager.done(`POST /v1/${name}:attend`, {});
    await eventually(async () => expect(await figure('after_school_person_times')).toBe(5));
    expect(await figure('after_school_persons')).toBe(3);
    await manager.done(`POST /v1/${again[0]?.name ?? ''}:correct`, { reason: '点错' });
    await eventually(async () => expect(await figure('after_school_person_times')).toBe(4));
    expect(await figure('after_school_persons')).toBe(3);
  });

  it('is told of when the session is cancelled', async () => {
    const third = await session(`${day}T10:30:00Z`);
    const { name } = await enrol(third, 'child-e');
    await manager.done(`POST /v1/${third.name}:cancel`, { reason: '停电' });
    await eventually(async () => {
      const told = await manager.all('/v1/notices', 'notices');
      const want = { record: name, state: 'STATE_CANCELLED', because: third.name, division: compound };
      expect(told).toEqual(expect.arrayContaining([expect.objectContaining(want)]));
    });
    expect(await manager.done(`GET /v1/${name}`)).toMatchObject({ state: 'STATE_CANCELLED' });
  });

  it('shows who picks a child up for a purpose alone, and notes it', async () => {
    const { name } = enrolments[0] ?? { name: '' };
    const bare = await manager.ask(`GET /v1/${name}`);
    expect(bare.text).not.toContain(phone);
    const asked = await manager.ask(`GET /v1/${name}`, { headers: { 'x-purpose': 'pick-up' } });
    expect(asked.text).toContain(phone);
    const county = await as('county').ask(`GET /v1/${name}`, { headers: { 'x-purpose': 'pick-up' } });
    expect(county.body.reason).toBe('NOT_PERMITTED');
  });
});
