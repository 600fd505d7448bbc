import { execFile } from 'node:child_process';
import type { Entry } from '@doorstep/contracts/events/v1/journal.js';
import { DeadLetters } from '@doorstep/events';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { testStore, type TestStore } from '../../libs/store/src/wiring/store.example.ts';

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}
/** Runs a program beside this one, which goes on: the consumers of a service live here. */
const ran = (script: readonly string[], env: NodeJS.ProcessEnv): Promise<Ran> =>
  new Promise((resolve) =>
    execFile(process.execPath, script, { env }, (error, stdout, stderr) =>
      resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
    ),
  );
const entryOf = (seq: number): Entry => ({
  ...{ seq, eventId: `e${seq}`, type: 'needs.listed', aggregate: `needs/n${seq}`, version: 1, n: 0, body: '{}' },
});

describe('npm run letters', () => {
  let at: TestStore;
  let letters: DeadLetters;
  const group = 'figures';
  /** Entries that harm, and those that were taken in. */
  const [harmful, seen] = [new Set<number>(), [] as number[]];

  const said = async (...args: string[]) => {
    const database = ['--service', 'matching', '--database', at.database.db.databaseName];
    const script = ['--import', './tools/typescript.mjs', 'tools/letters/main.ts', ...database, ...args];
    const env = { ...process.env, NODE_OPTIONS: '' };
    const { stdout, stderr, code } = await ran(script, env);
    return { code, lines: (stdout + stderr).trim().split('\n') };
  };

  beforeAll(async () => {
    at = await testStore({ now: () => new Date('2026-03-04T01:00:00Z') });
    letters = new DeadLetters(at.database.db, () => new Date('2026-03-04T01:00:00Z'));
    await at.store.onModuleInit();
    at.store.react(group, ({ seq }) => {
      if (harmful.has(seq)) return Promise.reject(new Error('indigestible'));
      return Promise.resolve(void seen.push(seq));
    });
    at.store.onApplicationBootstrap();
  });
  beforeEach(async () => {
    await at.database.db.collection('dead_letters').deleteMany({});
    harmful.clear();
    seen.splice(0);
    const source = at.database.db.databaseName;
    for (const seq of [10, 9]) await letters.add(group, source, entryOf(seq), new Error('a defect'));
    await letters.add('gone', 'nobody', entryOf(1), new Error('a defect'));
  });
  afterAll(() => at.close());

  it('lists what was set aside, and why, in the order of the journal', async () => {
    const { code, lines } = await said('list', '--group', group);
    expect(code).toBe(0);
    expect(lines.map((line) => line.split(/ {2}/).slice(1))).toEqual(
      [9, 10].map((seq) => [`needs.listed needs/n${seq}`, '2026-03-04T01:00:00.000Z', 'set aside', 'Error: a defect']),
    );
  });

  it('has the running service take letters in, in order', async () => {
    expect(await said('replay', '--group', group)).toEqual({
      code: 0,
      lines: ['2 taken in, 0 set aside again, 0 wait for matching'],
    });
    expect(seen).toEqual([9, 10]);
    expect(await letters.list({ group })).toEqual([]);
  });

  it('says what harms still, and takes in the others', async () => {
    harmful.add(9);
    const { code, lines } = await said('replay', '--group', group);
    expect(code).toBe(1);
    expect(lines).toEqual([
      expect.stringMatching(/:9 .*Error: indigestible$/),
      '1 taken in, 1 set aside again, 0 wait for matching',
    ]);
    expect(seen).toEqual([10]);
  });

  it('takes in one alone', async () => {
    const [first] = await letters.list({ group });
    expect((await said('replay', '--letter', first?._id ?? '')).lines).toEqual([
      '1 taken in, 0 set aside again, 0 wait for matching',
    ]);
    expect(seen).toEqual([9]);
  });

  it('says so where nobody follows', async () => {
    const { code, lines } = await said('replay', '--source', 'nobody', '--wait', '1');
    expect([code, lines.at(-1)]).toEqual([1, '0 taken in, 0 set aside again, 1 wait for matching']);
  });

  it.each([
    [['burn'], 'say list or replay'],
    [['replay', '--wait', 'long'], '--wait: say how many seconds'],
  ])('says in a line what is wrong with %j', async (args, why) => {
    expect(await said(...args)).toEqual({ code: 2, lines: [why] });
  });

  it.each([
    [['list', '--group', 'nobody'], /^there is no group nobody; there is figures, gone$/],
    [['replay', '--source', 'elsewhere'], /^there is no source elsewhere; there is .*nobody/],
    [['replay', '--letter', 'a:b:1'], /^there is no letter a:b:1/],
    [['list', '--service', 'nosuch'], /^there is no service nosuch; there is evaluation, matching/],
  ])('that %j names nothing is said in a line, and what there is', async (args, why) => {
    const { code, lines } = await said(...args);
    expect([code, lines]).toEqual([2, [expect.stringMatching(why)]]);
  });

  it('says so where nothing was set aside', async () => {
    await at.database.db.collection('dead_letters').deleteMany({});
    expect(await said('list')).toEqual({ code: 0, lines: ['no letters'] });
  });
});
