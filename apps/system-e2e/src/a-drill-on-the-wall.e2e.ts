import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Item } from './client.js';
import { operatingStation } from './county.js';
import { asStranger } from './platform.js';

const compound = '1409301070010001';
const manager = asStranger({ subject: 'manager-of-the-wall', roles: ['station_manager'], divisions: [compound] });

/** 便民工具墙: one drill that everybody wants on the same Saturday. One story in order. */
describe('a drill on the wall', () => {
  let drill: Item;
  const people = Array.from({ length: 200 }, (_, at) => `neighbour-${String(at)}`);
  const borrow = (person: string, body: object = {}) =>
    manager.ask(`POST /v1/${drill.name}:borrow`, { body: { person, ...body }, headers: { 'if-match': '*' } });
  const now = () => manager.done(`GET /v1/${drill.name}`);
  const step = (verb: string, body: object = {}) =>
    manager.done(`POST /v1/${drill.name}:${verb}`, body, { 'if-match': '*' });

  beforeAll(async () => {
    const { name: station } = await operatingStation(compound);
    drill = await manager.done('POST /v1/tools', { station, displayName: '冲击钻' });
  });

  it('is lent to one of two hundred who ask at once, and the others stand in line', async () => {
    const answers = await Promise.all(people.map((person) => borrow(person)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    const { state, borrower, queue, dueTime } = await now();
    expect(state).toBe('STATE_LENT');
    expect(dueTime).toEqual(expect.any(String));
    expect([borrower, ...(queue as string[])].sort()).toEqual([...people].sort());
  });

  it('is not asked for twice, nor renewed while others wait', async () => {
    const { borrower } = await now();
    expect((await borrow(String(borrower))).body.reason).toBe('IN_LINE_ALREADY');
    const renewed = await manager.ask(`POST /v1/${drill.name}:renew`, { body: {}, headers: { 'if-match': '*' } });
    expect(renewed.body).toMatchObject({ reason: 'HELD_BY_OTHERS', facts: { waiting: '199' } });
  });

  it('goes to who waits longest, or passes to the next who fetches it', async () => {
    const line = (await now())['queue'] as string[];
    expect(await step('return')).toMatchObject({ state: 'STATE_RESERVED', borrower: line[0] });
    expect(await step('pass', { reason: '三天未取' })).toMatchObject({ state: 'STATE_RESERVED', borrower: line[1] });
    expect((await borrow(line[1] ?? '')).body).toMatchObject({ state: 'STATE_LENT', borrower: line[1] });
  });

  it('is lost, found and mended, and is free when nobody waits', async () => {
    expect(await step('lose', { reason: '借用人搬离' })).toMatchObject({
      state: 'STATE_LOST',
      borrower: '',
      queue: [],
    });
    await step('find');
    await step('repair');
    expect(await step('mend')).toMatchObject({ state: 'STATE_AVAILABLE', borrower: '' });
  });

  it('was lent on paper before, and the dates stand in order', async () => {
    const { name } = await manager.done('POST /v1/tools?effectiveTime=2025-03-03T01:00:00Z', {
      station: drill['station'],
      displayName: '人字梯',
    });
    drill = { ...drill, name };
    const lent = await borrow('neighbour-1', { effectiveTime: '2025-03-04T01:00:00Z' });
    expect(lent.body).toMatchObject({ state: 'STATE_LENT', dueTime: '2025-03-11T16:00:00Z' });
    const early = await manager.ask(`POST /v1/${name}:return`, {
      body: { effectiveTime: '2025-03-01T01:00:00Z' },
      headers: { 'if-match': '*' },
    });
    expect(early.body.reason).toBe('EFFECTIVE_BEFORE_PREVIOUS');
  });

  it('and all of it can be read', async () => {
    const changes = await manager.all(`/v1/${drill.name}/history`, 'changes');
    expect(changes.map(({ type }) => type)).toEqual(['tools.available', 'tools.lent']);
  });
});
