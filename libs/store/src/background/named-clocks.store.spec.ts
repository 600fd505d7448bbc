import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Need_State, type Need } from '@doorstep/contracts/matching/v1/need.js';
import { calendarDays, hours, workingDays, type ClockDefinition, type Span } from '@doorstep/domain';
import type { EventBody, PendingEvent } from '@doorstep/events';
import type { NounDefinition } from '../mapping/definition.js';
import type { Repository } from '../write/repository.js';
import { caller, need, needs, request, testStore, type TestStore } from '../wiring/store.example.js';

const { DRAFTED, VERIFIED } = Need_State;
const at = (shanghai: string): Date => new Date(`${shanghai}+08:00`);
const tuesday = at('2025-03-04T10:00');
const compound = '1409301000010001';

/** Three kinds, with when each warns and ends where it begins on that Tuesday. */
const kinds: readonly (readonly [span: Span, warn: string, due: string])[] = [
  [hours(36), '2025-03-05T13:00', '2025-03-05T22:00'],
  [workingDays(2), '2025-03-06T00:00', '2025-03-07T00:00'],
  [calendarDays(4), '2025-03-08T00:00', '2025-03-11T00:00'], // Saturday, so Monday
];
/** Three ends, with the event of each. */
const ends: readonly (readonly [name: string, type: string, end: Partial<ClockDefinition<Need>>])[] = [
  ['step', 'needs.escalated', {}],
  ['notice', 'needs.overdue', { tells: 'routedTo' }],
  ['silence', 'needs.verified', { verb: 'verify', rule: (record) => ({ ...record, state: VERIFIED }) }],
];

interface Expected {
  readonly clock: string;
  readonly type: string;
  readonly at: Date;
}
const inOrder = (all: readonly Expected[]): Expected[] => [...all].sort((a, b) => a.at.getTime() - b.at.getTime());

describe.each([0, 1, 2])('clocks of three kinds with three ends, turned by %d', (turn) => {
  const pairs = ends.map(([name, type, end], i) => {
    const [within, warn, due] = kinds[(i + turn) % 3] ?? [hours(0), '', ''];
    const runs = name === 'silence' ? [DRAFTED] : [DRAFTED, VERIFIED];
    return { name, type, warn, due, spec: { zh: name, in: runs, within, ...end } };
  });
  const noun: NounDefinition<Need> = {
    ...needs,
    clocks: Object.fromEntries(pairs.map(({ name, spec }) => [name, spec])),
  };
  const outcome = pairs.map(({ name, type, due }) => ({ clock: name, type, at: at(due) }));
  const warnings = pairs.map(({ name, warn }) => ({ clock: name, type: 'needs.warned', at: at(warn) }));

  let now = tuesday;
  let on: TestStore;
  let records: Repository<Need>;
  const by = caller();
  const opened = (store: TestStore): Repository<Need> => store.store.open(noun);
  const create = () => records.create(request(), by, () => need({ routedTo: ['housing'] }));
  /** What clocks did to a record: each event with its clock and instant, as it stands in the document. */
  const done = async (name: string): Promise<Expected[]> => {
    const { _ev, _v } = await records.load(name);
    expect(_ev.map(({ version }) => version)).toEqual(Array.from({ length: _v }, (_, i) => i + 1));
    return _ev.map(told).filter(({ clock }) => clock !== '');
  };

  beforeEach(async () => {
    now = tuesday;
    on = await testStore({ now: () => now });
    records = opened(on);
    await on.store.onModuleInit();
  });
  afterEach(() => on.close());

  it('each act once, in order, dated at its instant, with three engines that race', async () => {
    const engines = [on, await on.replica(), await on.replica()];
    for (const engine of engines) opened(engine);
    const { name } = await create();
    for (const { at: instant } of inOrder([...warnings, ...outcome])) {
      now = new Date(instant.getTime() + 5_000);
      await Promise.all(engines.map(({ store }) => store.fireDue()));
    }
    now = at('2025-12-01T00:00');
    await Promise.all(engines.map(({ store }) => store.fireDue()));
    expect(await done(name)).toEqual(inOrder([...warnings, ...outcome]));
    expect(await records.get(name, by)).toMatchObject({
      state: VERIFIED,
      waiting: {
        clocks: [
          { name: 'step', overdue: true },
          { name: 'notice', overdue: true, organisations: ['housing'] },
        ],
      },
    });
  });

  it('each act once and in order in one write after days of downtime, and warn of nothing that is over', async () => {
    const { name } = await create();
    now = at('2025-03-14T09:00');
    const written = jest.spyOn(records.documents, 'updateOne');
    expect(await on.store.fireDue()).toBe(1);
    expect(written).toHaveBeenCalledTimes(1);
    expect(await on.store.fireDue()).toBe(0);
    expect(await done(name)).toEqual(inOrder(outcome));
  });

  it('each act once where an engine dies between two writes, and another goes on', async () => {
    const names = [(await create()).name, (await create()).name, (await create()).name];
    const victim = await on.replica();
    const dying = opened(victim).documents;
    const write = dying.updateOne.bind(dying);
    let writes = 0;
    jest.spyOn(dying, 'updateOne').mockImplementation(async (...args) => {
      writes += 1;
      if (writes === 1) await write(...args); // it is written, and nobody hears of it
      throw new Error('killed');
    });
    now = at('2025-03-14T09:00');
    await victim.store.fireDue();
    expect(writes).toBe(3);
    expect(await on.store.fireDue()).toBe(2);
    for (const name of names) expect(await done(name)).toEqual(inOrder(outcome));
  });
});

const told = ({ type, body }: PendingEvent): Expected => {
  const { clock = '', actor, effectiveTime } = JSON.parse(body) as EventBody;
  if (clock !== '') expect(actor).toBe('system');
  return { clock, type, at: new Date(effectiveTime) };
};

describe('the desk of a record', () => {
  it('is nobody’s where every clock acts by itself, and its own again where somebody is to act', async () => {
    const on = await testStore({ now: () => tuesday });
    const life = { verb: 'verify', rule: (record: Need): Need => ({ ...record, state: VERIFIED }) };
    const records = on.store.open<Need>({
      ...needs,
      clocks: {
        silence: { zh: '默示', in: { [DRAFTED]: hours(1) }, ...life },
        step: { zh: '办理', in: { [VERIFIED]: hours(1) } },
      },
    });
    await on.store.onModuleInit();
    const by = caller();
    const { name, waiting } = await records.create(request(), by, () => need());
    expect(waiting).toMatchObject({ desk: '', clocks: [{ name: 'silence', end: 'END_STEP', verb: 'verify' }] });
    const verified = await records.update(request({ name }), by, life.rule);
    expect(verified.waiting).toMatchObject({ desk: compound, clocks: [{ name: 'step', end: 'END_ESCALATION' }] });
    await on.close();
  });
});
