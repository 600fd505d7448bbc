import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { ImportName } from '@doorstep/contracts/names.js';
import { Evidence_Kind } from '@doorstep/contracts/stations/v1/evidence.js';
import { Import_State as State } from '@doorstep/contracts/stations/v1/import.js';
import { peerUnavailable } from '@doorstep/runtime';
import { Clock, Database } from '@doorstep/store';
import { eventually } from '@doorstep/testing/boot';
import { change, Stories, wu } from '../stories.example.js';
import { importOf } from './import.example.js';
import { Intakes, type Intake } from './import.intakes.js';

const compound = '1409301000010001';
const minute = 60_000;
const away = peerUnavailable({ peer: 'owner', status: 'UNAVAILABLE' });

/** Imports whose work goes wrong, seen by a clock of our own. */
describe('an import whose steps fail', () => {
  let stories: Stories;
  let now = new Date('2026-03-03T02:00:00Z');
  /** What the intake of a noun's owner does instead of its work. */
  const trouble = new Map<string, Partial<Intake>>();
  const later = (minutes: number) => (now = new Date(now.getTime() + minutes * minute));
  const failing = (error: Error) =>
    async function* (): AsyncGenerator<never> {
      throw error;
    };
  const collection = (name: string) => stories.app.get(Database).db.collection<{ _id: string }>(name);
  const begin = async (noun: string, lines: readonly string[]): Promise<ImportName> => {
    const said = { about: 'divisions/140930100', kind: Evidence_Kind.SHEET, requestId: randomUUID() };
    const content = Buffer.from(['区划代码,网格名称', ...lines.map((line) => `${compound},${line}`)].join('\n'));
    const { name: sheet } = await stories.as(wu).uploadEvidence([{ ...said, content }, { last: true }]);
    const record = importOf({ sheet, noun });
    return (await stories.as(wu).createImport({ import: record, requestId: randomUUID() })).name;
  };
  const seen = async (name: ImportName) => {
    const { state, notes } = await stories.as(wu).getImport({ name });
    return { state, notes: notes.map(({ rule }) => rule) };
  };
  const until = (name: ImportName, state: State, ...notes: string[]) =>
    eventually(async () => expect(await seen(name)).toEqual({ state, notes }));
  const faults = async (name: ImportName) =>
    (await stories.as(wu).listImportFaults({ name })).faults.map(({ rule }) => rule);
  /** How often the step under way was put off. */
  const waits = async (name: ImportName): Promise<unknown> =>
    (await collection('import_tries').findOne({ import: name, due: { $exists: true } }))?.['waits' as never];
  /** As after a death: the position was not kept, and every event comes once more. */
  const redelivered = async () => {
    const end = await collection('positions').findOne({ _id: /^imports-stations:/ });
    await collection('positions').updateOne({ _id: end?._id ?? '' }, { $set: { seq: 0 } });
    await begin('grids', ['另一网格']);
    await eventually(async () => {
      const again = await collection('positions').findOne({ _id: end?._id ?? '' });
      expect(Number(again?.['seq' as never])).toBeGreaterThan(Number(end?.['seq' as never]));
    });
  };

  beforeAll(async () => {
    stories = await Stories.begin([[Clock, () => now]]);
    await stories.place(compound);
    const intakes = stories.app.get(Intakes);
    const real = intakes.of.bind(intakes);
    jest.spyOn(intakes, 'of').mockImplementation((noun) => ({ ...real(noun), ...trouble.get(noun) }));
  });
  afterAll(() => stories.close());
  beforeEach(() => trouble.clear());

  it('waits for a service that is away, says so, holds up no other, and goes on when it is there', async () => {
    trouble.set('grids', { checkLines: failing(away) });
    const name = await begin('grids', ['一网格']);
    await until(name, State.CHECKING, 'IMPORT_WAITS');
    await until(await begin('funds', ['x']), State.CHECKED);
    const before = await waits(name);
    await redelivered();
    expect(await waits(name)).toBe(before); // who comes twice waits no less
    later(14);
    await eventually(async () => expect(await waits(name)).not.toBe(before));
    await until(name, State.CHECKING, 'IMPORT_WAITS');
    trouble.clear();
    later(1);
    await until(name, State.CHECKED);
    expect([await faults(name), await collection('import_tries').countDocuments({ import: name })]).toEqual([[], 0]);
  });

  it('is given up after a quarter of an hour, and may be checked again, whatever event comes twice', async () => {
    trouble.set('grids', { checkLines: failing(away) });
    const name = await begin('grids', ['二网格']);
    await until(name, State.CHECKING, 'IMPORT_WAITS');
    later(15);
    await until(name, State.FAILED);
    expect(await faults(name)).toEqual(['IMPORT_GIVEN_UP']);
    trouble.clear();
    await redelivered();
    await until(name, State.FAILED);
    await stories.as(wu).retryImport(change(name));
    await until(name, State.CHECKED);
    await redelivered();
    await until(name, State.CHECKED);
    expect(await faults(name)).toEqual([]);
    expect(await collection('dead_letters').countDocuments()).toBe(0);
  });

  it('that is over waits for nothing, whatever a step said of it that ended later', async () => {
    const name = await begin('grids', ['六网格']);
    await until(name, State.CHECKED);
    const waits = { line: 0, column: '', rule: 'IMPORT_WAITS', zh: '等待', en: 'it waits' };
    await collection('import_progress').updateOne({ _id: name }, { $set: { waits } });
    await until(name, State.CHECKED);
  });

  it('is tried three times where its reader is lost, then given up with a reason, and may be checked again', async () => {
    trouble.set('grids', { checkLines: failing(new Error('the reader of sheets ended: SIGKILL')) });
    const name = await begin('grids', ['五网格']);
    for (let tried = 1; tried <= 2; tried += 1) {
      await eventually(async () => expect(await waits(name)).toBe(tried));
      await until(name, State.CHECKING, 'IMPORT_WAITS');
      later(1);
    }
    await until(name, State.FAILED);
    expect(await faults(name)).toEqual(['IMPORT_GIVEN_UP']);
    trouble.clear();
    await stories.as(wu).retryImport(change(name));
    await until(name, State.CHECKED);
    expect(await faults(name)).toEqual([]);
  });

  it('whose lines have their places is never given up: it says that it is held up, and records each line once', async () => {
    const name = await begin('grids', ['三网格', '四网格']);
    await until(name, State.CHECKED);
    trouble.set('grids', { revealLines: failing(new Error('a defect')) });
    await stories.as(wu).applyImport(change(name));
    for (let tried = 1; tried <= 4; tried += 1) {
      await eventually(async () => expect(await waits(name)).toBe(tried));
      later(1);
    }
    await until(name, State.APPLYING, 'IMPORT_HELD_UP');
    await redelivered();
    trouble.clear();
    later(1);
    await until(name, State.APPLIED);
    const { grids } = await stories.as(wu).listGrids({ pageSize: 200 });
    expect(grids.map(({ displayName }) => displayName).sort()).toEqual(['三网格', '四网格']);
    expect(await collection('dead_letters').countDocuments()).toBe(0);
  });
});
