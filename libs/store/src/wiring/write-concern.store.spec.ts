import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Need } from '@doorstep/contracts/matching/v1/need.js';
import { audience } from '@doorstep/domain';
import { eventually, reasonOf } from '@doorstep/testing';
import type { mongo } from 'mongoose';
import { unmerged } from '../background/division-tree.js';
import type { Merger } from '../background/mergers.js';
import type { Repository } from '../write/repository.js';
import { caller, need, needs, request, testStore, type TestStore } from './store.example.js';

const writing = new Set(['insert', 'update', 'delete', 'findAndModify', 'bulkWrite', 'commitTransaction']);
const reading = new Set(['find', 'aggregate']);

type Command = Pick<mongo.CommandStartedEvent, 'commandName' | 'command'>;

/** Acknowledged by the majority and in its journal. */
const isSafe = ({ command }: Command): boolean =>
  command['writeConcern']?.w === 'majority' && command['writeConcern']?.j === true;
/** Of a transaction its commit counts. */
const isWithin = ({ commandName, command }: Command): boolean =>
  command['autocommit'] === false && commandName !== 'commitTransaction';

const isPull = (update?: { readonly u?: object }): boolean => Object.keys(update?.u ?? {}).join() === '$pull';

/**
 * What a failover may undo, for it is done again: leases save work, a reaction that is repeated has no second effect,
 * and an event that still waits though it is journaled keeps its place.
 */
const redone: readonly ((command: Command) => boolean)[] = [
  ({ command }) => command['update'] === 'leases' || command['findAndModify'] === 'leases',
  ({ command }) => command['update'] === 'positions',
  ({ command }) => [command['updates']].flat().every(isPull),
];
const mayBeLost = (command: Command): boolean => redone.some((is) => is(command));

const named = ({ commandName, command }: Command): string =>
  commandName === 'commitTransaction' ? commandName : `${commandName} ${String(command[commandName])}`;

describe('whatever a service writes in its life', () => {
  const commands: Command[] = [];
  const opened: TestStore[] = [];
  let at: TestStore;
  let records: Repository<Need>;
  let now = new Date('2025-03-04T02:00Z');
  let merged: Merger[] = [];
  const by = caller();
  const create = (over: Partial<Need> = {}) => records.create(request(), by, () => need(over));
  const more = (record: Need): Need => ({ ...record, quantity: record.quantity + 1 });
  const started = async () => {
    const store = await testStore({
      ...{ now: () => now, tree: { ...unmerged, merged: async () => merged } },
      onCommand: (command) => void commands.push(command),
    });
    opened.push(store);
    store.store.open(needs);
    await store.store.onModuleInit();
    return store;
  };
  const writes = () => commands.filter((one) => writing.has(one.commandName) && !isWithin(one));

  beforeAll(async () => {
    at = await started();
    records = at.store.open(needs);
  });
  afterAll(() => Promise.all(opened.map((one) => one.close())));
  beforeEach(() => void (commands.length = 0));

  const [from, to] = ['1409301000010001', '1409301010020002'];
  const personal = caller({ purpose: 'call-back', personal: [audience.division('140930')] });
  const batch = async (title: string) => {
    const of = at.store.batch(needs, `imports/${title}`);
    await of.hold([await of.draft(() => create({ title }))]);
    return of;
  };

  it.each<{ what: string; done: () => Promise<unknown>; want: readonly string[] }>([
    { what: 'a start', done: () => started(), want: ['findAndModify secrets', 'findAndModify journal_meta'] },
    { what: 'a creation', done: () => create(), want: ['insert needs'] },
    {
      what: 'a change',
      done: async () => records.update(request({ name: (await create()).name }), by, more),
      want: ['insert needs', 'update needs'],
    },
    {
      what: 'a removal',
      done: async () => records.remove(request({ name: (await create()).name }), by),
      want: ['insert needs', 'update needs'],
    },
    {
      what: 'a command over two records',
      done: async () => {
        const [one, other] = [await create(), await create()];
        const both = { one: records.at(one.name), other: records.at(other.name) };
        await at.store.transact(request({ name: one.name }), by, both, (all) => ({ one: more(all.one) }));
      },
      want: ['insert needs', 'insert needs', 'commitTransaction'],
    },
    {
      what: 'a note of who read personal fields',
      done: async () => records.get((await create({ contactPhone: '13800138000' })).name, personal),
      want: ['insert needs', 'insert notes'],
    },
    {
      what: 'a batch that is revealed',
      done: async () => Array.fromAsync((await batch('revealed')).reveal()),
      want: ['insert needs', 'commitTransaction'],
    },
    {
      what: 'a batch that is taken back',
      done: async () => (await batch('taken back')).release(),
      want: ['insert needs', 'delete needs'],
    },
    {
      what: 'a clock',
      done: async () => {
        await create();
        now = new Date('2025-03-06T23:00Z');
        await at.store.fireDue();
      },
      want: ['insert needs', 'update needs'],
    },
    {
      what: 'a merger',
      done: async () => {
        await create({ division: from });
        merged = [{ code: from, mergedInto: to }];
        await at.store.lookForMergers();
        await at.store.moveMerged();
        merged = [];
        await at.store.lookForMergers();
      },
      want: ['insert needs', 'update needs'],
    },
    { what: 'another life of the journal', done: () => at.journal.beginEpoch(), want: ['update journal_meta'] },
  ])('$what: the majority holds it', async ({ what, done, want }) => {
    await done();
    const seen = writes();
    expect(new Set(seen.map(named))).toEqual(new Set(want));
    expect(seen.length).toBeGreaterThanOrEqual(want.length);
    expect(seen.filter((one) => !isSafe(one)).map(named)).toEqual([]);
    // A rule decides by what the majority holds, all of it of one instant.
    const begun = commands.filter(({ commandName, command }) => command['startTransaction'] && commandName === 'find');
    expect(begun.filter(({ command }) => command['readConcern']?.level !== 'snapshot')).toEqual([]);
    expect(begun).toHaveLength(what === 'a command over two records' ? 1 : 0);
  });

  it.each([
    {
      what: 'creation',
      again: async () => {
        const asked = request();
        const make = () => records.create(asked, by, () => need());
        await make();
        return make;
      },
    },
    {
      what: 'change',
      again: async () => {
        const asked = request({ name: (await create()).name });
        const change = () => records.update(asked, by, more);
        await change();
        return change;
      },
    },
  ])('a $what that is repeated is answered by what the majority holds', async ({ again }) => {
    const repeat = await again();
    commands.length = 0;
    expect(await reasonOf(repeat())).toBe('answered');
    const last = commands.findLast(({ commandName }) => reading.has(commandName));
    expect(last?.command['readConcern']).toMatchObject({ level: 'majority' });
    expect(writes().filter((one) => !isSafe(one))).toEqual([]);
  });

  it('a relay and a consumer: the majority holds what is not done again', async () => {
    let seen = 0;
    const replica = await at.replica();
    replica.store.open(needs);
    const consumer = replica.store.react('test', () => Promise.resolve(void (seen += 1)));
    await replica.store.onModuleInit();
    replica.store.onApplicationBootstrap();
    await create();
    await eventually(async () => {
      const waiting = await records.documents.countDocuments({ '_ev.0': { $exists: true } });
      expect([waiting, (await consumer.position()).seq]).toEqual([0, seen]);
      expect(seen).toBeGreaterThan(0);
    });
    const unsafe = writes().filter((one) => !isSafe(one));
    expect(unsafe.filter((one) => !mayBeLost(one)).map(named)).toEqual([]);
    // Each exception is one that happens.
    expect(redone.filter((is) => !unsafe.some(is))).toEqual([]);
    expect(new Set(writes().filter(isSafe).map(named))).toEqual(
      new Set(['findAndModify secrets', 'insert needs', 'insert journal']),
    );
  });
});
