import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { GridName } from '@doorstep/contracts/names.js';
import { Grid_State as State } from '@doorstep/contracts/stations/v1/grid.js';
import { GridCheckin_State } from '@doorstep/contracts/stations/v1/grid_checkin.js';
import { person, reasonOf } from '@doorstep/testing/boot';
import { gridCheckin } from '../grid-checkins/grid-checkin.example.js';
import { change, chen, li, Stories, sun, wu, zhao } from '../stories.example.js';
import { grid } from './grid.example.js';

/** Grids and check-ins together: each is there for the other. */
describe('GridService', () => {
  let stories: Stories;
  const draw = (over = {}, by = chen) => stories.as(by).createGrid({ grid: grid(over), requestId: randomUUID() });
  const assign = (name: GridName, worker: string, effectiveTime?: Date) =>
    stories.as(chen).assignGrid({ ...change(name), worker, effectiveTime });
  const checkIn = (name: GridName, day: string, by = zhao) =>
    stories.as(by).createGridCheckin({
      gridCheckin: gridCheckin({ grid: name }),
      requestId: randomUUID(),
      effectiveTime: new Date(`${day}T09:00:00+08:00`),
    });

  beforeAll(async () => {
    stories = await Stories.begin();
  });
  afterAll(() => stories.close());

  it('has one current worker, who works no other grid', async () => {
    const [one, other] = [await draw(), await draw()];
    expect(await assign(one.name, 'han')).toMatchObject({ worker: 'han', worked: true });
    expect(await reasonOf(assign(other.name, 'han'))).toBe('WORKER_BUSY');
    expect(await reasonOf(assign(one.name, 'han'))).toBe('WORKER_UNCHANGED');
    await stories.as(chen).vacateGrid({ ...change(one.name), reason: '调岗' });
    expect(await assign(other.name, 'han')).toMatchObject({ worker: 'han' });
    const { grids } = await stories.as(chen).listGrids({ filter: 'worked = "false"' });
    expect(grids.map(({ name }) => name)).toContain(one.name);
    expect((await stories.as(wu).dissolveGrid({ ...change(other.name), reason: '合并' })).state).toBe(State.DISSOLVED);
    const again = await assign(one.name, 'han');
    expect(again.terms.map(({ worker, endTime }) => [worker, endTime !== undefined])).toEqual([
      ['han', true],
      ['han', false],
    ]);
  });

  it('gives a worker to one of many grids only, however many ask', async () => {
    const drawn = await Promise.all(Array.from({ length: 10 }, () => draw()));
    const answers = await Promise.all(drawn.map(({ name }) => reasonOf(assign(name, 'shen'))));
    expect(answers.filter((answer) => answer === 'answered')).toHaveLength(1);
    expect(answers.filter((answer) => answer === 'WORKER_BUSY')).toHaveLength(9);
  });

  it('asks for four days a week, once a day, pro rata over leave', async () => {
    const { name } = await stories.as(chen).createGrid({
      grid: grid(),
      requestId: randomUUID(),
      effectiveTime: new Date('2025-01-01'),
    });
    await assign(name, 'zhao', new Date('2025-02-01T00:00:00Z'));
    for (const day of ['2025-03-03', '2025-03-04', '2025-03-05']) await checkIn(name, day);
    expect(await reasonOf(checkIn(name, '2025-03-05'))).toBe('ALREADY_EXISTS');
    const week = () => stories.as(chen).getGridWeek({ name, week: '2025-W10' });
    expect(await week()).toMatchObject({ days: ['2025-03-03', '2025-03-04', '2025-03-05'], required: 4, met: false });
    const fourth = await checkIn(name, '2025-03-08');
    expect(await week()).toMatchObject({ required: 4, met: true });
    await stories.as(chen).withdrawGridCheckin({ ...change(fourth.name), reason: '误打卡' });
    expect((await week()).met).toBe(false);
    const excuse = { ...change(name), firstDay: '2025-03-06', lastDay: '2025-03-07' };
    await stories.as(chen).excuseGrid(excuse);
    expect(await week()).toMatchObject({ required: 2, met: true });
    const { gridCheckins } = await stories.as(chen).listGridCheckins({ filter: 'week = "2025-W10"' });
    expect(gridCheckins.map(({ day, state }) => [day, state])).toEqual([
      ['2025-03-08', GridCheckin_State.WITHDRAWN],
      ['2025-03-05', GridCheckin_State.RECORDED],
      ['2025-03-04', GridCheckin_State.RECORDED],
      ['2025-03-03', GridCheckin_State.RECORDED],
    ]);
    expect(await reasonOf(checkIn(name, '2025-01-31'))).toBe('NOT_THE_WORKER');
    expect(await reasonOf(checkIn(name, '2099-01-01'))).toBe('EFFECTIVE_IN_FUTURE');
    expect(await reasonOf(checkIn(name, '2025-03-11', person('sun', '140930100001', ['grid_worker'])))).toBe(
      'NOT_THE_WORKER',
    );
    expect(await reasonOf(checkIn(name, '2025-03-11', chen))).toBe('NOT_PERMITTED');
    expect(await reasonOf(stories.as(chen).getGridWeek({ name, week: '2025-W53' }))).toBe('WEEK_UNKNOWN');
    expect(await reasonOf(stories.as(chen).getGridWeek({ name, week: '2051-W10' }))).toBe('CALENDAR_MISSING');
    expect(await reasonOf(stories.as(chen).getGridWeek({ name, week: '2025-10' }))).toBe('INVALID');
  });

  it.each([
    { what: 'a township', over: { division: '140930100' }, by: wu, want: 'GRID_NEEDS_A_COMMUNITY' },
    { what: 'a place that there is not', over: { division: '1409301000019999' }, by: chen, want: 'NOT_FOUND' },
    { what: 'a place elsewhere', over: {}, by: sun, want: 'NOT_FOUND' },
    { what: 'a place, by a resident', over: {}, by: li, want: 'NOT_PERMITTED' },
    { what: 'a place without a name', over: { displayName: '' }, by: chen, want: 'INVALID' },
  ])('is not drawn in $what: $want', async ({ over, by, want }) => {
    expect(await reasonOf(draw(over, by))).toBe(want);
  });

  it.each([
    { firstDay: '2025-03-06', lastDay: '2025-03-05', want: 'LEAVE_REVERSED' },
    { firstDay: '2025-02-29', lastDay: '2025-03-05', want: 'INVALID' },
    { firstDay: '', lastDay: '2025-03-05', want: 'INVALID' },
  ])('refuses leave from "$firstDay" to $lastDay: $want', async ({ firstDay, lastDay, want }) => {
    const { name } = await draw();
    await assign(name, randomUUID());
    expect(await reasonOf(stories.as(chen).excuseGrid({ ...change(name), firstDay, lastDay }))).toBe(want);
  });
});
