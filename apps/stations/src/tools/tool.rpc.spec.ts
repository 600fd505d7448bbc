import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { StationName, ToolName } from '@doorstep/contracts/names.js';
import { Tool_State as State } from '@doorstep/contracts/stations/v1/tool.js';
import { Clock } from '@doorstep/store';
import { reasonOf, vouching } from '@doorstep/testing/boot';
import { change, li, qian, Stories, sun, wu } from '../stories.example.js';
import { tool } from './tool.example.js';

describe('ToolService', () => {
  let stories: Stories;
  let now = new Date();
  let station: StationName;
  const hang = async (over = {}, by = qian) =>
    stories.as(by).createTool({ tool: tool({ station, ...over }), requestId: randomUUID() });
  const borrow = (name: ToolName, person: string, more = {}) =>
    stories.as(qian).borrowTool({ ...change(name), person, ...more });

  beforeAll(async () => {
    stories = await Stories.begin([vouching, [Clock, () => now]]);
    await stories.template();
    station = await stories.operating('1409301000010001');
  });
  afterAll(() => stories.close());

  it('has one borrower and an ordered queue, however many ask at once', async () => {
    const { name } = await hang();
    const people = Array.from({ length: 200 }, (_, at) => `person-${String(at)}`);
    await Promise.all(people.map((person) => borrow(name, person)));
    const { borrower, queue, state } = await stories.as(qian).getTool({ name });
    expect(state).toBe(State.LENT);
    expect([borrower, ...queue].sort()).toEqual([...people].sort());
    const next = await stories.as(qian).returnTool(change(name));
    expect(next).toMatchObject({ state: State.RESERVED, borrower: queue[0], queue: queue.slice(1) });
    expect(await borrow(name, queue[0] ?? '')).toMatchObject({ state: State.LENT, borrower: queue[0] });
  });

  it('is lent for a week, once more, and by paper entries of before', async () => {
    const { name } = await stories.as(qian).createTool({
      tool: tool({ station }),
      requestId: randomUUID(),
      effectiveTime: new Date('2025-03-03T01:00:00Z'),
    });
    const lent = await borrow(name, 'wang', { effectiveTime: new Date('2025-03-04T01:00:00Z') });
    expect(lent.dueTime).toEqual(new Date('2025-03-11T16:00:00Z')); // end of the fifth working day, Asia/Shanghai
    const back = { ...change(name), effectiveTime: new Date('2025-03-03T02:00:00Z') };
    expect(await reasonOf(stories.as(qian).returnTool(back))).toBe('EFFECTIVE_BEFORE_PREVIOUS');
    const renewed = await stories
      .as(qian)
      .renewTool({ ...change(name), effectiveTime: new Date('2025-03-07T01:00:00Z') });
    expect(renewed.dueTime).toEqual(new Date('2025-03-14T16:00:00Z'));
    expect(await reasonOf(stories.as(qian).renewTool(change(name)))).toBe('WRONG_STATE');
    expect(await stories.as(qian).loseTool({ ...change(name), reason: '遗失' })).toMatchObject({
      state: State.LOST,
      borrower: '',
      dueTime: undefined,
    });
  });

  it('is one of three that a person has at once', async () => {
    const person = randomUUID();
    const names = await Promise.all(Array.from({ length: 4 }, async () => (await hang()).name));
    for (const name of names.slice(0, 3)) await borrow(name, person);
    expect(await reasonOf(borrow(names[3] ?? '', person))).toBe('ITEMS_AT_ONCE');
    await stories.as(qian).returnTool(change(names[0] ?? ''));
    expect((await borrow(names[3] ?? '', person)).state).toBe(State.LENT);
    const { tools } = await stories.as(qian).listTools({ filter: 'state = "LENT"', orderBy: 'due_time' });
    expect(tools.map(({ name }) => name)).toEqual(expect.arrayContaining(names.slice(1)));
  });

  it('is one of three however many a person asks for at one instant', async () => {
    const person = randomUUID();
    const names = await Promise.all(Array.from({ length: 8 }, async () => (await hang()).name));
    const outcomes = await Promise.all(names.map((name) => reasonOf(borrow(name, person))));
    expect(outcomes.filter((outcome) => outcome === 'answered')).toHaveLength(3);
    expect(outcomes.filter((outcome) => outcome === 'ITEMS_AT_ONCE')).toHaveLength(5);
  });

  it.each([
    { what: 'a station that there is not', over: { station: 'stations/none' }, by: qian, want: 'NOT_FOUND' },
    { what: 'a station elsewhere', over: {}, by: { ...sun, roles: ['community'] as const }, want: 'NOT_FOUND' },
    { what: 'a station, by a township', over: {}, by: wu, want: 'NOT_PERMITTED' },
    { what: 'a station, by a resident', over: {}, by: li, want: 'NOT_PERMITTED' },
    { what: 'a station, without a name', over: { displayName: '' }, by: qian, want: 'INVALID' },
  ])('does not hang in $what: $want', async ({ over, by, want }) => {
    expect(await reasonOf(hang(over, by))).toBe(want);
  });

  // Last: from here on it is later.
  it('goes to who is next where it is not fetched in time, whether or not somebody looked', async () => {
    const { name } = await hang();
    for (const person of ['first', 'second', 'third']) await borrow(name, person);
    const { dueTime = now, waiting } = await stories.as(qian).returnTool(change(name));
    expect(waiting).toMatchObject({ desk: '', clocks: [{ name: 'fetch', displayName: '取用期限', verb: 'pass' }] });
    now = new Date(dueTime.getTime() + 1_000);
    const late = await borrow(name, 'second');
    expect(late).toMatchObject({ state: State.RESERVED, borrower: 'third', queue: ['second'], overdue: false });
    expect(late.dueTime?.getTime()).toBeGreaterThan(dueTime.getTime());
    const { changes } = await stories.as(qian).listToolHistory({ name, pageSize: 0, pageToken: '' });
    expect(changes.slice(-2)).toMatchObject([
      { type: 'tools.updated', actor: 'system', clock: 'fetch', effectiveTime: dueTime },
      { type: 'tools.updated', actor: qian.subject, clock: '' },
    ]);
  });
});
