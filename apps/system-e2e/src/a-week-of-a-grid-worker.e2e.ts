import { beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@doorstep/testing';
import type { Item } from './client.js';
import { places } from './county.js';
import { as, asStranger } from './platform.js';

const community = '140930109001';
const worker = asStranger({ subject: 'grid-worker-of-the-week', roles: ['grid_worker'], divisions: [community] });
const officer = asStranger({
  subject: 'officer-of-the-week',
  roles: ['community', 'township'],
  divisions: [community],
});
const ifAny = { 'if-match': '*' };

/** 每周下沉四天: what a week asks over holidays and leave, and what the county counts of it. */
describe('a week of a grid worker', () => {
  let grid: Item;
  const checkIn = (day: string, by = worker) =>
    by.ask(`POST /v1/gridCheckins?effectiveTime=${day}T02:00:00Z`, { body: { grid: grid.name } });
  const week = (name: string) => officer.done(`GET /v1/${grid.name}:week?week=${name}`);
  const median = async (): Promise<number> =>
    Number((await as('county').done(`GET /v1/figures/grid_days_per_week?division=${community}`))['value']);

  beforeAll(async () => {
    await places(community);
    grid = await officer.done('POST /v1/grids?effectiveTime=2025-01-06T01:00:00Z', {
      division: community,
      displayName: '第一网格',
    });
    const assign = { worker: 'grid-worker-of-the-week', effectiveTime: '2025-01-06T02:00:00Z' };
    grid = await officer.done(`POST /v1/${grid.name}:assign`, assign, ifAny);
  });

  it('asks four distinct days, and a day counts once', async () => {
    for (const day of ['2025-03-03', '2025-03-04', '2025-03-05']) expect((await checkIn(day)).status).toBe(201);
    expect((await checkIn('2025-03-05')).body.reason).toBe('ALREADY_EXISTS');
    expect(await week('2025-W10')).toMatchObject({
      required: 4,
      met: false,
      days: expect.arrayContaining(['2025-03-05']),
    });
    await checkIn('2025-03-06');
    expect(await week('2025-W10')).toMatchObject({ required: 4, met: true });
  });

  it('asks less over Labour Day, and of who is on leave', async () => {
    // 2025: off from Thursday, 1 May on, a make-up Sunday on 27 April; three working days are left in the week of 1 May.
    expect(await week('2025-W18')).toMatchObject({ required: 2 });
    await officer.done(`POST /v1/${grid.name}:excuse`, { firstDay: '2025-03-10', lastDay: '2025-03-14' }, ifAny);
    expect(await week('2025-W11')).toMatchObject({ required: 0, met: true });
    const reversed = await officer.ask(`POST /v1/${grid.name}:excuse`, {
      body: { firstDay: '2025-03-20', lastDay: '2025-03-19' },
      headers: ifAny,
    });
    expect(reversed.body.reason).toBe('LEAVE_REVERSED');
  });

  it('is checked in by the worker alone, not before the work began, and not in a year of which nothing is known', async () => {
    const other = asStranger({ subject: 'another-worker', roles: ['grid_worker'], divisions: [community] });
    expect((await checkIn('2025-03-07', other)).body.reason).toBe('NOT_THE_WORKER');
    expect((await checkIn('2025-01-03')).body.reason).toBe('NOT_THE_WORKER');
    const far = await officer.ask(`GET /v1/${grid.name}:week?week=2051-W10`);
    expect(far.body.reason).toBe('CALENDAR_MISSING');
  });

  it('is what the figure counts, and a check-in that is taken back leaves it', async () => {
    await eventually(async () => expect(await median()).toBe(4));
    const [last] = await officer.all(
      `/v1/gridCheckins?filter=${encodeURIComponent(`grid = "${grid.name}"`)}`,
      'gridCheckins',
    );
    await officer.done(`POST /v1/${last?.name ?? ''}:withdraw`, { reason: '误打卡' }, ifAny);
    await eventually(async () => expect(await median()).toBe(3));
  });
});
