import { afterAll, describe, expect, it } from '@jest/globals';
import type { Column } from './column.js';
import { tableIn } from './entries.js';
import { numberIn } from './cell.js';
import { SheetReader } from './reader/reader.js';
import { inFormats, main, row, workbookOf } from './workbook.example.js';

const columns: readonly Column[] = [
  { field: 'division', names: ['区划代码'], type: 'code', required: true },
  { field: 'displayName', names: ['名称'], type: 'text' },
  { field: 'quantity', names: ['数量'], type: 'number' },
  { field: 'day', names: ['日期'], type: 'day' },
];
const header = columns.map(({ names }) => names[0] ?? '');
const reader = new SheetReader();
afterAll(() => reader.onApplicationShutdown());

async function read(file: Uint8Array | string) {
  const pieces = (async function* () {
    yield typeof file === 'string' ? Buffer.from(file) : file;
  })();
  const sheet = await reader.open(pieces, 'somebody');
  try {
    const table = tableIn(sheet, columns);
    await Array.fromAsync(table.entries()); // as a check counts first
    return { entries: await Array.fromAsync(table.entries()), notes: table.notes };
  } finally {
    await sheet.close();
  }
}
const lineOf = async (file: Uint8Array) => (await read(file)).entries[0];
const each = (cells: readonly string[]) => inFormats([header, cells]);

describe('a number', () => {
  it.each([
    ['1200', 1200],
    ['-3', -3],
    ['1200.50', 1200.5],
    ['1.5E3', 1500],
    ['1,234', 1234],
    ['12,345,678', 12_345_678],
    ['1,234.5', 1234.5],
    ['1 234', 1234],
    ['12\u00a0345\u202f678', 12_345_678],
    ["1'234", 1234],
    ['1’234’567', 1_234_567],
    ['１，２３４', 1234],
    ['１２．５', 12.5],
    ['1,5', undefined],
    ['1，5', undefined],
    ['1、5', undefined],
    ['1、234', undefined],
    ['1 5', undefined],
    ["1'5", undefined],
    ['0,234', undefined],
    ['1,2345', undefined],
    ['12,34,567', undefined],
    ['1234,567', undefined],
    ['1,234,56', undefined],
    ["1,234'567", undefined],
    ['1.234,5', undefined],
    ['1,,234', undefined],
    [',234', undefined],
    ['1,234,', undefined],
    ['0x10', undefined],
    ['1e400', undefined],
    ['', undefined],
  ])('written %j is %s', (written, want) => expect(numberIn(written)).toBe(want));

  it.each(each(['1', '甲', '1,5', '']))(
    'of %s whose comma parts no thousands is a fault that shows it',
    async (_, file) => {
      expect((await lineOf(file))?.faults).toMatchObject(
        [{ line: 2, column: '数量', rule: 'sheet.number', text: { zh: /“1,5”/, en: /"1,5"/ } }].map(
          ({ text: { zh, en }, ...rest }) => ({
            ...rest,
            text: { zh: expect.stringMatching(zh), en: expect.stringMatching(en) },
          }),
        ),
      );
    },
  );

  it('that a spreadsheet made a day of, as it does of 3-5, is a fault', async () => {
    const styles = `<styleSheet xmlns="${main}"><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>`;
    const cells = ['<c><v>1</v></c>', '<c/>', '<c s="1"><v>45356</v></c>', '<c s="1"><v>45356</v></c>'];
    const entry = await lineOf(workbookOf({ rows: row(...header) + row(...cells), styles }));
    expect(entry?.faults).toMatchObject([
      { column: '数量', rule: 'sheet.number', text: { zh: expect.stringContaining('日期') } },
    ]);
    expect(entry?.values['day']).toBe('2024-03-05');
  });

  it.each(each(['1', '甲', '1,234', '']))('of %s in thousands is read', async (_, file) => {
    expect((await lineOf(file))?.values).toMatchObject({ quantity: 1234 });
  });

  it.each(['张三丰', '138-0013-8000', '1380013800013800'.repeat(4)])(
    'is not shown where it may be personal: %s',
    async (cell) => {
      const [entry] = (await read(`区划代码,数量\n1,${cell}\n`)).entries;
      expect(entry?.faults).toMatchObject([{ rule: 'sheet.number', text: { zh: '应为数字' } }]);
    },
  );
});

describe('a time of another zone', () => {
  it.each(each(['1', '甲', '', '2026-05-01T20:00:00Z']))(
    'of %s is told by the clocks of the county',
    async (_, file) => {
      expect((await lineOf(file))?.values['day']).toBe('2026-05-02 04:00:00');
    },
  );
});

describe('a text', () => {
  const texts = ['_x0041_', 'a_x000D_b', "'=1+1", "''-5", "'甲", '=1+1', '-5', '_x005F_x0041_'];
  it.each(texts.flatMap((text) => each(['1', text, '', '']).map(([format, file]) => [text, format, file] as const)))(
    '%j of %s stays as it was typed',
    async (text, _, file) => expect((await lineOf(file))?.values['displayName']).toBe(text),
  );

  const exported = '区划代码 (division),名称 (displayName)';
  it.each([
    ["'=1+1", '=1+1'],
    ["''=1+1", "'=1+1"],
    ["'＋86", '＋86'],
    ["'甲", "'甲"],
    ['_x0041_', '_x0041_'],
  ])('%j of our own export is read as %j', async (written, want) => {
    expect((await read(`\ufeff${exported}\r\n1,${written}\r\n`)).entries[0]?.values['displayName']).toBe(want);
  });

  it('of a sheet that is not all ours keeps its apostrophe', async () => {
    expect((await read(`${exported},备注\n1,'=1+1,\n`)).entries[0]?.values['displayName']).toBe("'=1+1");
  });
});

describe('a row that adds up', () => {
  const record = ['1409301000010001', '滨河', '3', '2024-03-05'];
  const rest = (...rows: readonly (readonly string[])[]) => inFormats([header, record, ...rows]);

  it.each([
    ...rest(['合计', '', '3', '']),
    ...rest(['合 计：', '1', '1,234', '']),
    ...rest(['', '合计', '3', '']),
    ...rest(['合计', '合计', '3', '']),
  ])('of %s is left out, and told', async (_, file) => {
    const { entries, notes } = await read(file);
    expect(entries.map(({ line }) => line)).toEqual([2]);
    expect(notes).toMatchObject([{ line: 3, rule: 'sheet.row_total' }]);
  });

  it.each([
    ...rest(['1409301000010001', '合计', '3', '']),
    ...rest(['合计', '滨河', '3', '']),
    ...rest(['合计', '', '3', '2024-03-05']),
    ...rest(['合计', '', '很多', '']),
  ])('and says more is none: of %s it is a line', async (_, file) => {
    const { entries, notes } = await read(file);
    expect(entries.map(({ line }) => line)).toEqual([2, 3]);
    expect(notes).toEqual([]);
  });

  it('behind a number is a record', async () => {
    const file = `序号,名称,区划代码\n1,合计,1409301000010001\n`;
    expect((await read(file)).entries).toMatchObject([{ line: 2, values: { displayName: '合计' } }]);
  });

  it('is told however many there are: those that are not listed are counted', async () => {
    const lines = Array.from({ length: 300 }, (_, at) => `1409301000010001,滨河${at},3,\n合计,,3,\n\n`).join('');
    const { entries, notes } = await read(`${header.join()}\n${lines}`);
    expect(entries).toHaveLength(300);
    const totals = notes.filter(({ rule }) => rule === 'sheet.row_total');
    expect(totals).toHaveLength(16);
    expect(totals.at(-1)?.text.zh).toBe('另有 285 处合计行（第 48 至 900 行之间），不会导入');
    expect(notes.length).toBeLessThan(40);
  });
});
