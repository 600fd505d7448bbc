import { afterAll, describe, expect, it } from '@jest/globals';
import { DomainError } from '@doorstep/domain';
import fc from 'fast-check';
import { Unfit, type Column } from './column.js';
import { tableIn } from './entries.js';
import { SheetReader } from './reader/reader.js';
import { row, savedAs, text, workbookOf } from './workbook.example.js';

const columns: readonly Column[] = [
  { field: 'division', names: ['区划代码', '代码'], type: 'code', required: true },
  { field: 'title', names: ['名称'], type: 'text', required: true },
  { field: 'quantity', names: ['数量'], type: 'number' },
  { field: 'day', names: ['日期'], type: 'day' },
  { field: 'source', names: ['来源'], type: 'choice', choices: { 网格员: 'GRID_WORKER' } },
  { field: 'tags', names: ['标签'], type: 'words' },
];
const known = columns.flatMap(({ names }) => names);

/** Three kinds of inputs: 501 in all where nobody asks for more. */
const numRuns = Math.ceil(Number(process.env['FUZZ_RUNS'] || 500) / 3);
const seed = process.env['FUZZ_SEED'] ? { seed: Number(process.env['FUZZ_SEED']) } : {};
const asked = { numRuns, ...seed, interruptAfterTimeLimit: 3_500_000, markInterruptAsFailure: true };
const longest = (runs: number): number => Math.max(60_000, runs * 500);

const reader = SheetReader.within({ cpuMs: 10_000 });
afterAll(() => reader.onApplicationShutdown());
const pieces = async function* (file: Uint8Array) {
  yield file;
};

/** Lines and what was told of the others; what is wrong with the whole is a refusal or a fault, and nothing else. */
async function outcomeOf(file: Uint8Array) {
  try {
    const sheet = await reader.open(pieces(file), 'somebody');
    try {
      const table = tableIn(sheet, columns);
      const entries = await Array.fromAsync(table.entries());
      return { lines: entries.map(({ line }) => line), told: table.notes.map(({ line }) => line), entries };
    } finally {
      await sheet.close();
    }
  } catch (error) {
    if (error instanceof Unfit) return { refused: error.message };
    if (error instanceof DomainError && error.kind === 'INVALID_ARGUMENT') return { refused: error.reason };
    throw error;
  }
}

const cell = fc.oneof(
  fc.constantFrom(
    '',
    '1409301000010001',
    '2099-12-31',
    '12',
    '1,200',
    '网格员',
    'constructor',
    '__proto__',
    '合计',
    '１２',
  ),
  fc.string({ unit: 'grapheme', maxLength: 20 }),
  fc.string({
    unit: fc.constantFrom('"', ',', '\n', '\r', ';', '\t', "'", 'x', '=', '(', ')', '&', '<'),
    maxLength: 8,
  }),
);
const header = fc
  .tuple(fc.shuffledSubarray(known), fc.array(cell, { maxLength: 3 }))
  .map(([names, others]) => [...new Set(['区划代码', '名称', ...names]), ...others]);
const table = fc.record({ header, rows: fc.array(fc.array(cell, { maxLength: 9 }), { maxLength: 12 }) });

const quoted = (value: string): string => `"${value.replaceAll('"', '""')}"`;
/** What a table loses on its way as CSV by the rules: nothing but control characters of encodings. */
const csvOf = (lines: readonly (readonly string[])[]): string =>
  `${lines.map((cells) => cells.map(quoted).join(',')).join('\r\n')}\r\n`;
const isBlank = (cells: readonly string[]): boolean => cells.every((value) => value.trim() === '' || value === "'");

describe('whatever strangers send', () => {
  it(
    'as CSV: no row is lost that is not told',
    () =>
      fc.assert(
        fc.asyncProperty(table, async ({ header, rows }) => {
          const plain = [header, ...rows].map((cells) => cells.map((value) => value.replaceAll(/[\r\n]/g, ' ')));
          const outcome = await outcomeOf(Buffer.from(csvOf(plain)));
          if ('refused' in outcome) return;
          const seen = new Set([...outcome.lines, ...outcome.told]);
          const lost = plain.flatMap((cells, at) => (at > 0 && !isBlank(cells) && !seen.has(at + 1) ? [at + 1] : []));
          expect(lost).toEqual([]);
        }),
        asked,
      ),
    longest(numRuns),
  );

  it(
    'as workbooks, whole and spoilt: nothing but lines or refusals',
    () =>
      fc.assert(
        fc.asyncProperty(
          table,
          fc.constantFrom('xlsx', 'ods', 'biff8', 'own'),
          fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 4 }),
          fc.boolean(),
          async ({ header, rows }, kind, flips, cut) => {
            const file =
              kind === 'own'
                ? workbookOf({
                    rows: [header, ...rows].map((cells) => row(...cells.map((one) => text(escaped(one))))).join(''),
                  })
                : savedAs([header, ...rows], kind);
            for (const [at, value] of flips) file[at % file.length] = value;
            await outcomeOf(cut ? file.subarray(0, Math.floor(file.length * 0.9)) : file);
          },
        ),
        asked,
      ),
    longest(numRuns),
  );

  it(
    'as bytes: nothing but lines or refusals',
    () =>
      fc.assert(
        fc.asyncProperty(
          fc.constantFrom<readonly number[]>(
            [],
            [0x50, 0x4b, 3, 4],
            [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1],
            [0xff, 0xfe],
          ),
          fc.uint8Array({ maxLength: 3_000 }),
          async (begin, bytes) => {
            await outcomeOf(Buffer.from([...begin, ...bytes]));
          },
        ),
        asked,
      ),
    longest(numRuns),
  );
});

const escaped = (value: string): string =>
  value
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll(/[\x00-\x1f\ufffe\uffff]/g, '');
