import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Log, peerUnavailable, unmetered } from '@doorstep/runtime';
import { createConnection, mongo, type Connection } from 'mongoose';
import { ImportTries, type Step } from './import.tries.js';

const step: Step = { _id: 'event', type: 'imports.checking', import: 'imports/i1', owner: 'owner', importedBy: 'wu' };
const away = () => Promise.reject(peerUnavailable({ peer: 'owner', status: 'UNAVAILABLE' }));
const broken = () => Promise.reject(new Error('a defect'));
const ended = () => new Promise<never>(() => undefined); // as if the process ended in the middle
const well = () => Promise.resolve();
const anybody = { owners: [], importers: [] };

describe('tries of a step', () => {
  let connection: Connection;
  let tries: ImportTries;
  let now = 0;
  const stored = async () => (await tries['tries'].findOne({ _id: step._id })) ?? undefined;
  /** Tries whenever it is due. @returns what came of each try, and how many seconds later the next was. */
  const untilGivenUp = async (work: () => Promise<void>): Promise<(string | number)[]> => {
    const told: (string | number)[] = [];
    for (let verdict = ''; verdict !== 'given up';) {
      verdict = await tries.attempt(step, false, work);
      const due = (await stored())?.due?.getTime() ?? now;
      told.push(verdict === 'waits' ? (due - now) / 1_000 : verdict);
      now = due;
    }
    return told;
  };

  beforeAll(async () => {
    const dbName = `test_${randomUUID().slice(0, 8)}`;
    connection = await createConnection(process.env['DOORSTEP_MONGO_URI'] ?? '', { dbName }).asPromise();
    const database = { connection, db: connection.getClient().db(dbName), close: () => Promise.resolve() };
    const silent = new Log('test', 'silent');
    tries = new ImportTries(database, silent, unmetered, () => new Date(now));
  });
  beforeEach(() => tries['tries'].deleteMany({}));
  afterAll(async () => {
    await connection.dropDatabase();
    await connection.destroy();
  });

  it('come less and less often while something is away, for a quarter of an hour', async () => {
    const told = await untilGivenUp(away);
    expect(told.slice(0, 8)).toEqual([1, 2, 4, 8, 16, 32, 60, 60]);
    const waitedMs = told.slice(0, -1).reduce<number>((sum, seconds) => sum + Number(seconds), 0) * 1_000;
    expect(waitedMs).toBeGreaterThanOrEqual(15 * 60_000);
    expect(waitedMs).toBeLessThanOrEqual(16 * 60_000);
  });

  it.each([
    ['a peer that is away', away, 0],
    ['a database that is away', () => Promise.reject(new mongo.MongoNetworkError('reset')), 0],
    ['a defect', broken, 1],
  ])('wait after %s', async (_, work, begun) => {
    expect(await tries.attempt(step, false, work)).toBe('waits');
    expect((await stored())?.begun).toBe(begun);
  });

  it('are three of what harms', async () => expect(await untilGivenUp(broken)).toEqual([1, 2, 'given up']));

  it('are counted before they begin, so that what ended its process is given up', async () => {
    for (let at = 0; at < 3; at += 1) tries.attempt(step, false, ended).catch(() => undefined);
    for (let found = await stored(); found?.begun !== 3;) found = await stored();
    const begun = jest.fn(well);
    expect(await tries.attempt(step, false, begun)).toBe('given up');
    expect(await tries.attempt(step, true, begun)).toBe('given up');
    expect(begun).not.toHaveBeenCalled();
    await tries.putOff(step); // others come first; then what must end is tried again
    expect(await tries.attempt(step, true, begun)).toBe('done');
  });

  it('are taken by one at a time, the earliest first, and by another when that one died', async () => {
    const other = { ...step, _id: 'other', owner: 'other', importedBy: 'sun' };
    for (const one of [step, other]) await tries.putOff(one);
    expect(await tries.claim(anybody)).toBeUndefined(); // not yet
    now += 1_000;
    expect(await tries.claim({ owners: ['owner'], importers: ['wu'] })).toMatchObject(other);
    expect([await tries.claim(anybody), await tries.claim(anybody)]).toMatchObject([step, undefined]);
    now += 20_000;
    await tries.keep(other);
    now += 20_000;
    expect([await tries.claim(anybody), await tries.claim(anybody)]).toMatchObject([step, undefined]);
  });

  it('are of nobody who is busy', async () => {
    await tries.take(step);
    expect(await tries.claim({ owners: [], importers: ['wu'] })).toBeUndefined();
    expect(await tries.claim({ owners: ['owner'], importers: [] })).toBeUndefined();
    expect(await tries.claim({ owners: ['other'], importers: ['sun'] })).toMatchObject(step);
  });

  it('are over when it was given up, whatever comes', async () => {
    await tries.take(step);
    await tries.end(step);
    await tries.keep(step); // by who was still at it
    await tries.take(step); // its event came twice
    now += 60_000;
    expect(await tries.claim(anybody)).toBeUndefined();
  });

  it('are not begun anew where their event comes twice', async () => {
    await tries.take(step);
    await tries.putOff(step);
    await tries.take(step);
    expect([(await stored())?.waits, await tries.claim(anybody)]).toEqual([1, undefined]);
  });
});
