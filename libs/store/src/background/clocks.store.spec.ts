import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { NeedName } from '@doorstep/contracts/names.js';
import { Need_State, type Need } from '@doorstep/contracts/matching/v1/need.js';
import { sentBack } from '@doorstep/domain';
import { eventually, reasonOf } from '@doorstep/testing';
import { clocksOf } from './clock-timers.js';
import type { Repository } from '../write/repository.js';
import { caller, need, needs, request, testStore, type TestStore } from '../wiring/store.example.js';

const [compound, community, township, county] = ['1409301000010001', '140930100001', '140930100', '140930'];
const at = (shanghai: string): Date => new Date(`${shanghai}+08:00`);
/** Tuesday; three working days end with Friday. */
const tuesday = at('2025-03-04T10:00');
const saturday = at('2025-03-08T00:00');

/** Days off of 2027 as they would be by law: those on weekends made up on the next working days. */
const asByLaw = [
  ...['01-01', '02-05', '02-06', '02-07', '02-08', '02-09', '02-10', '04-05', '05-01', '05-02', '05-03', '05-04'],
  ...['06-09', '09-15', '10-01', '10-02', '10-03', '10-04', '10-05'],
].map((day) => ({ date: `2027-${day}`, isOffDay: true }));

/** A clock of working days that escalates, as a record shows it. */
const shown = (name: string, displayName: string, warn: string, due: string) => ({
  ...{ name, displayName, kind: 'KIND_WORKING_DAYS', end: 'END_ESCALATION', verb: '' },
  ...{ warnTime: at(warn), dueTime: at(due), paused: false, overdue: false, organisations: [] },
  provisional: false,
});

describe('clocks of a store', () => {
  let on: TestStore;
  let records: Repository<Need>;
  let now = tuesday;
  let folder: string;
  const by = caller();
  const types = async (name: string) =>
    (await Array.fromAsync(on.journal.all())).filter(({ aggregate }) => aggregate === name).map(({ type }) => type);
  const create = (over: Partial<Need> = {}) => records.create(request(), by, () => need(over));
  const move = (name: NeedName, state: Need_State) =>
    records.update(request({ name }), by, (record) => ({ ...record, state }));
  const waitingAt = async (name: NeedName) => (await records.get(name, by)).waiting;

  beforeEach(async () => {
    now = tuesday;
    folder = await mkdtemp(join(tmpdir(), 'calendar-'));
    await cp('data/calendar', folder, { recursive: true });
    on = await testStore({ now: () => now, calendar: folder });
    records = on.store.open(needs);
    await on.store.onModuleInit();
  });
  afterEach(async () => {
    await on.close();
    await rm(folder, { recursive: true });
  });

  it('show the desk, the warning and what is left', async () => {
    const { name, dueTime, waiting } = await create();
    expect(dueTime).toEqual(saturday);
    expect(waiting).toEqual({
      desk: compound,
      assignee: '',
      escalations: 0,
      warnTime: at('2025-03-07T00:00'),
      paused: false,
      workingDaysLeft: 3,
      provisional: false,
      clocks: [
        shown('step', '办理期限', '2025-03-07T00:00', '2025-03-08T00:00'),
        shown('whole', '全程期限', '2025-03-18T00:00', '2025-03-19T00:00'),
      ],
    });
    now = at('2025-03-07T09:00');
    expect(await waitingAt(name)).toMatchObject({ workingDaysLeft: 0 });
    now = at('2025-03-12T09:00');
    expect(await waitingAt(name)).toMatchObject({ workingDaysLeft: -2 });
  });

  it('warn, then take a record one level up at a time, each once, with three replicas', async () => {
    const replicas = [on, await on.replica(), await on.replica()];
    for (const { store } of replicas) {
      store.open(needs);
      store.onApplicationBootstrap();
    }
    const { name } = await create();
    const expected = ['needs.drafted'];
    for (const [instant, happened, desk] of [
      ['2025-03-07T08:00', ['warned'], compound],
      ['2025-03-08T08:00', ['escalated'], community],
      ['2025-03-12T08:00', ['warned'], community], // the community's three days began when it was told, on Saturday
      ['2025-03-13T08:00', ['escalated'], township],
      ['2025-03-18T08:00', ['warned', 'warned'], township], // and the whole, whose ten days are over, too
      ['2025-03-19T08:00', ['escalated', 'overdue'], county],
      ['2025-03-24T08:00', ['warned'], county],
      ['2025-03-25T08:00', ['overdue'], county],
    ] as const) {
      now = at(instant);
      expected.push(...happened.map((what) => `needs.${what}`));
      await Promise.all(replicas.map(({ store }) => store.fireDue()));
      await eventually(async () => expect(await types(name)).toEqual(expected));
      expect(await waitingAt(name)).toMatchObject({ desk });
    }
    now = at('2025-06-25T08:00');
    expect(await Promise.all(replicas.map(({ store }) => store.fireDue()))).toEqual([0, 0, 0]);
    expect(await records.get(name, by)).toMatchObject({ overdue: true, waiting: { escalations: 3 } });
  });

  it('date a breach at its instant, and catch up days of downtime in order', async () => {
    const names: string[] = [];
    for (const start of ['2025-03-04T10:00', '2025-03-03T10:00', '2025-03-05T10:00']) {
      now = at(start);
      names.push((await create()).name);
    }
    now = at('2025-03-12T09:00');
    const written = jest.spyOn(records.documents, 'updateOne');
    await on.store.fireDue();
    expect(written.mock.calls.map(([filter]) => filter._id)).toEqual([1, 0, 2].map((one) => names[one]));
    const documents = await Promise.all([1, 0, 2].map((one) => records.load(names[one] ?? '')));
    const told = documents.map(({ _ev }) => _ev.at(-1));
    expect(told.map((event) => event?.type)).toEqual(Array(3).fill('needs.escalated'));
    expect(told.map((event) => (JSON.parse(event?.body ?? '{}') as { effectiveTime: string }).effectiveTime)).toEqual([
      '2025-03-06T16:00:00.000Z',
      '2025-03-07T16:00:00.000Z',
      '2025-03-10T16:00:00.000Z',
    ]);
  });

  it('are sent back with a reason, and begin anew on the lower desk', async () => {
    const { name } = await create();
    const back = (reason: string) =>
      records.update(request({ name, reason }), by, (record) => sentBack(record, reason));
    expect(await reasonOf(back('太早'))).toBe('NOT_ESCALATED');
    now = at('2025-03-08T08:00');
    on.store.onApplicationBootstrap();
    await on.store.fireDue();
    expect(await waitingAt(name)).toMatchObject({ desk: community });
    expect(await reasonOf(back(''))).toBe('REASON_REQUIRED');
    now = at('2025-03-10T08:00');
    expect(await back('材料已齐，请小区办理')).toMatchObject({
      dueTime: at('2025-03-14T00:00'),
      waiting: { desk: compound, escalations: 1 },
    });
    await eventually(async () => expect(await types(name)).toContain('needs.returned'));
    expect(await reasonOf(back('再退'))).toBe('NOT_ESCALATED');
  });

  it('take a record up by one level where two run out at once', async () => {
    const { name } = await create();
    now = at('2025-03-19T08:00');
    await on.store.fireDue();
    expect(await waitingAt(name)).toMatchObject({ desk: community, escalations: 1, clocks: [{}, { overdue: true }] });
    const { _ev } = await records.load(name);
    expect(_ev.map(({ type }) => type)).toEqual(['needs.drafted', 'needs.escalated', 'needs.overdue']);
  });

  it('begin on the own desk again with a new state, and end with the last', async () => {
    const { name } = await create();
    now = at('2025-03-08T08:00');
    on.store.onApplicationBootstrap();
    await on.store.fireDue();
    expect(await waitingAt(name)).toMatchObject({ desk: community });
    expect(await move(name, Need_State.LISTED)).toMatchObject({
      overdue: false,
      waiting: { desk: compound, escalations: 0 },
    });
    expect(await move(name, Need_State.MET)).toMatchObject({ waiting: undefined, dueTime: undefined });
    expect((await records.load(name))._next).toBeUndefined();
  });

  it('stand still while the applicant is awaited', async () => {
    const { name } = await create();
    expect(await move(name, Need_State.MATCHED)).toMatchObject({
      dueTime: undefined,
      waiting: { paused: true, clocks: [{ name: 'whole', paused: true, dueTime: undefined }] },
    });
    now = at('2025-03-11T10:00');
    expect(await move(name, Need_State.LISTED)).toMatchObject({
      dueTime: at('2025-03-25T00:00'), // four evenings of working days later
      waiting: { paused: false },
    });
  });

  /** An operator has one more day off. */
  const replaceCalendar = async (date = '2025-03-07') => {
    const file = join(folder, 'holiday-cn-2025.json');
    const year = JSON.parse(await readFile(file, 'utf8')) as { days: object[] };
    year.days.push({ name: '抗洪', date, isOffDay: true });
    await writeFile(file, JSON.stringify(year));
    await on.calendar.refresh();
  };

  it('are counted again once, though two replicas found them', async () => {
    const { name } = await create();
    await replaceCalendar();
    const clocks = clocksOf(records, on.store['engine']);
    for (let replica = 0; replica < 2; replica += 1) await clocks.recount(name, now);
    expect(await records.get(name, by)).toMatchObject({ etag: '2', dueTime: at('2025-03-11T00:00') });
  });

  it('are counted again when an operator replaces the calendar', async () => {
    const { name } = await create();
    await replaceCalendar();
    on.store.onApplicationBootstrap();
    await eventually(async () =>
      expect(await records.get(name, by)).toMatchObject({ dueTime: at('2025-03-11T00:00') }),
    );
    await eventually(async () => expect(await types(name)).toEqual(['needs.drafted', 'needs.recounted']));
  });

  it('leave a record as it is where another calendar changes nothing for it, and look at it once', async () => {
    const { name } = await create();
    await replaceCalendar('2025-06-05');
    const clocks = clocksOf(records, on.store['engine']);
    expect(await clocks.countedOtherwise(10)).toEqual([name]);
    await clocks.recount(name, now);
    expect(await clocks.countedOtherwise(10)).toEqual([]);
    expect(await records.get(name, by)).toMatchObject({ etag: '1', dueTime: saturday });
    await on.store.fireDue();
    expect((await records.load(name))._ev.map(({ type }) => type)).not.toContain('needs.recounted');
  });

  it('go on by the old calendar where the new one does not fit', async () => {
    for (const file of ['holiday-cn-2025.json', 'statutory.json']) {
      const kept = await readFile(join(folder, file), 'utf8');
      await writeFile(join(folder, file), '{"year":2025}');
      await expect(on.calendar.refresh()).rejects.toThrow(file);
      await writeFile(join(folder, file), kept);
    }
    expect(await create()).toMatchObject({ dueTime: saturday });
  });

  it('do not hurry what was recorded late', async () => {
    const { name } = await records.create(request({ effectiveTime: new Date('2025-01-06') }), by, () => need());
    expect((await records.load(name))._next).toEqual(new Date(now.getTime() + 86_400_000));
  });

  it('are wound up on any day of December without the calendar of next year', async () => {
    for (let day = 1; day <= 31; day += 1) {
      now = at(`2026-12-${String(day).padStart(2, '0')}T10:00`);
      const { name, waiting } = await create();
      const clocks = waiting?.clocks ?? [];
      expect(clocks.map(({ provisional }) => provisional)).toEqual(
        clocks.map(({ dueTime: end }) => end !== undefined && end > at('2027-01-01T00:00')),
      );
      expect(waiting?.provisional).toBe(clocks.some(({ provisional }) => provisional));
      expect(await records.get(name, by)).toMatchObject({ waiting: { workingDaysLeft: 3 } });
    }
  });

  it('warn by provisional days, and tell a breach two working days later', async () => {
    now = at('2026-12-30T10:00');
    on.store.onApplicationBootstrap();
    const { name, dueTime } = await create();
    expect(dueTime).toEqual(at('2027-01-06T00:00'));
    for (const [instant, told] of [
      ['2027-01-05T08:00', ['needs.warned']],
      ['2027-01-07T23:59', ['needs.warned']],
      ['2027-01-08T00:00', ['needs.warned', 'needs.escalated']],
    ] as const) {
      now = at(instant);
      await on.store.fireDue();
      await eventually(async () => expect(await types(name)).toEqual(['needs.drafted', ...told]));
    }
  });

  it('ring nothing because a calendar came', async () => {
    now = at('2026-12-30T10:00');
    const { name } = await create();
    now = at('2027-01-07T10:00');
    await on.store.fireDue();
    await writeFile(join(folder, 'holiday-cn-2027.json'), JSON.stringify({ year: 2027, days: asByLaw }));
    await on.calendar.refresh();
    on.store.onApplicationBootstrap();
    await eventually(async () =>
      expect(await types(name)).toEqual(['needs.drafted', 'needs.warned', 'needs.recounted']),
    );
    expect(await records.get(name, by)).toMatchObject({
      dueTime: at('2027-01-06T00:00'),
      waiting: { provisional: false },
    });
    await on.store.fireDue();
    now = at('2027-01-08T10:00');
    await on.store.fireDue();
    await eventually(async () => expect((await types(name)).at(-1)).toBe('needs.escalated'));
    expect((await types(name)).filter((type) => type === 'needs.escalated')).toHaveLength(1);
  });
});
