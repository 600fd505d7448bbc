import { afterAll, describe, expect, it } from '@jest/globals';
import { DomainError } from '@doorstep/domain';
import { strToU8, zipSync } from 'fflate';
import { row, workbookOf } from '../workbook.example.js';
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
  const sheet = await reader.open(pieces(file));
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

const small = workbookOf({ rows: row('甲') });
const many = (rows: number): Buffer => workbookOf({ rows: row('滨河一网格', '养老', '网格员').repeat(rows) });
const large = many(20_000);

describe('a reader', () => {
  it('works outside: this process has time for others meanwhile', async () => {
    const reader = readerWithin();
    await countIn(reader, small);
    const [used, began] = [process.cpuUsage(), performance.now()];
    const before = performance.eventLoopUtilization();
    expect(await countIn(reader, large)).toBe(20_000);
    const { active } = performance.eventLoopUtilization(before);
    const { user, system } = process.cpuUsage(used);
    const tookMs = performance.now() - began;
    expect(active).toBeLessThan(tookMs / 2);
    expect((user + system) / 1_000).toBeLessThan(tookMs * 0.75);
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
  ])('ends with too little %s, and says so', async (_, limits) => {
    const reader = readerWithin(limits);
    expect(await outcome(reader, large)).toBe('SHEET_TOO_LARGE');
  });

  it('reads what waits one after another, and refuses what would wait too long', async () => {
    const reader = readerWithin({ waiting: 2 });
    const outcomes = await Promise.all(Array.from({ length: 4 }, () => outcome(reader, small)));
    expect(outcomes.sort()).toEqual([1, 1, 1, 'READERS_BUSY'].sort());
  });

  it('goes on after a file that broke off on its way', async () => {
    const reader = readerWithin();
    const broken = (async function* () {
      yield small.subarray(0, 100);
      throw new Error('broken off');
    })();
    await expect(reader.open(broken)).rejects.toThrow('broken off');
    expect(await outcome(reader, small)).toBe(1);
  });
});
