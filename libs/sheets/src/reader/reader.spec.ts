import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from '@jest/globals';
import { DomainError } from '@doorstep/domain';
import { strToU8, zipSync } from 'fflate';
import { row, workbookOf } from '../workbook.example.js';
import { ReaderLost } from './child.js';
import { SheetReader, type ReaderLimits } from './reader.js';

const readers: SheetReader[] = [];
const readerWithin = (limits: Partial<ReaderLimits> = {}): SheetReader => {
  const reader = SheetReader.within(limits);
  readers.push(reader);
  return reader;
};
afterAll(() => Promise.all(readers.map((reader) => reader.onApplicationShutdown())));

const pieces = async function* (file: Uint8Array) {
  yield file;
};
/** How many rows all sheets of a file have. */
async function countIn(reader: SheetReader, file: Uint8Array): Promise<number> {
  const sheet = await reader.open(pieces(file), 'somebody');
  try {
    let count = 0;
    for (const at of sheet.heads.keys()) count += (await Array.fromAsync(sheet.rows(at))).length;
    return count;
  } finally {
    await sheet.close();
  }
}
const outcome = async (reader: SheetReader, file: Uint8Array): Promise<unknown> =>
  countIn(reader, file).catch((error: unknown) => (error instanceof DomainError ? error.reason : error));

/** Reading processes that this one began. */
const children = (): number[] =>
  readdirSync('/proc')
    .filter((entry) => /^\d+$/u.test(entry))
    .filter((entry) => parentOf(entry) === process.pid)
    .map(Number);
const parentOf = (pid: string): number | undefined => {
  try {
    if (!readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('reader.process')) return undefined;
    return Number(/^PPid:\s*(\d+)$/mu.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
  } catch {
    return undefined; // it has ended meanwhile
  }
};

const small = workbookOf({ rows: row('甲') });
const many = (rows: number): Buffer => workbookOf({ rows: row('滨河一网格', '养老', '网格员').repeat(rows) });
const large = many(20_000);

describe('a reader', () => {
  it('works outside: while its process stands still, nothing is read and this one goes on', async () => {
    const reader = readerWithin();
    await countIn(reader, small);
    const [kept] = children();
    if (kept === undefined) throw new Error('no process is kept for the next sheet');
    process.kill(kept, 'SIGSTOP');
    let rows: number | undefined;
    const counted = countIn(reader, large).then((count) => (rows = count));
    for (let turn = 0; turn < 1_000; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(rows).toBeUndefined();
    process.kill(kept, 'SIGCONT');
    expect(await counted).toBe(20_000);
  });

  it.each<[string, Uint8Array]>([
    ['unpacks to very much', workbookOf({ sheet: new Uint8Array(135 * 1024 * 1024).fill(32) })],
    ['shares very many texts', workbookOf({ strings: `<sst>${'<si><t>x</t></si>'.repeat(8_000_000)}</sst>` })],
    ['has too many rows', many(100_001)],
    [
      'lists a great many parts',
      zipSync(Object.fromEntries(Array.from({ length: 10_001 }, (_, at) => [`p${at}`, strToU8('')]))),
    ],
  ])('refuses a file that %s, and reads the next', async (_, file) => {
    const reader = readerWithin();
    expect(await outcome(reader, file)).toBe('SHEET_TOO_LARGE');
    expect(await outcome(reader, small)).toBe(1);
  });

  it.each<[string, Partial<ReaderLimits>]>([
    ['memory', { residentBytes: 1024 * 1024 }],
    ['time', { cpuMs: 100 }],
    ['time for so small a file', { leastCpuMs: 50, cpuMsPerMebibyte: 50 }],
  ])('ends with too little %s, and says so', async (_, limits) => {
    const reader = readerWithin(limits);
    expect(await outcome(reader, large)).toBe('SHEET_TOO_LARGE');
  });

  it.each<[string, (reader: SheetReader, pid: number) => unknown]>([
    ['somebody else kills its process', (_, pid) => process.kill(pid, 'SIGKILL')],
    ['somebody else asks its process to end', (_, pid) => process.kill(pid, 'SIGTERM')],
    ['the service ends', (reader) => reader.onApplicationShutdown()],
  ])('does not blame the sheet where %s, and reads it another time', async (_, end) => {
    const reader = readerWithin();
    const before = new Set(children());
    await countIn(reader, small);
    const kept = children().find((pid) => !before.has(pid));
    if (kept === undefined) throw new Error('no process is kept for the next sheet');
    process.kill(kept, 'SIGSTOP');
    const counted = outcome(reader, large);
    await new Promise(setImmediate);
    const ended = end(reader, kept);
    process.kill(kept, 'SIGCONT');
    await ended;
    expect(await counted).toBeInstanceOf(ReaderLost);
    expect(await outcome(reader, small)).toBe(1);
  });

  it('reads what waits one after another, and refuses what would wait too long', async () => {
    const reader = readerWithin({ waiting: 2 });
    const outcomes = await Promise.all(Array.from({ length: 4 }, () => outcome(reader, small)));
    expect(outcomes.sort()).toEqual([1, 1, 1, 'READERS_BUSY'].sort());
  });

  it('reads one sheet of everybody at a time, and their second behind the first of everybody else', async () => {
    const reader = readerWithin();
    const order: string[] = [];
    const open = async (by: string, name: string) => {
      const sheet = await reader.open(pieces(small), by);
      order.push(name);
      return sheet;
    };
    const [a1, b1] = await Promise.all([open('a', 'a1'), open('b', 'b1')]);
    const [a2, a3, c1] = [open('a', 'a2'), open('a', 'a3'), open('c', 'c1')];
    await b1.close();
    await c1;
    expect(order.slice(2)).toEqual(['c1']); // a has one already
    await a1.close();
    const d1 = open('d', 'd1');
    await (await a2).close();
    await (await d1).close();
    await (await a3).close();
    expect(order.slice(2)).toEqual(['c1', 'a2', 'd1', 'a3']);
    await (await c1).close();
    expect(await outcome(reader, small)).toBe(1);
  });

  it('goes on after a file that broke off on its way', async () => {
    const reader = readerWithin();
    const broken = (async function* () {
      yield small.subarray(0, 100);
      throw new Error('broken off');
    })();
    await expect(reader.open(broken, 'somebody')).rejects.toThrow('broken off');
    expect(await outcome(reader, small)).toBe(1);
  });
});
