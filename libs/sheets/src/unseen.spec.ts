import { afterAll, describe, expect, it } from '@jest/globals';
import { DomainError } from '@doorstep/domain';
import { Unfit, type Column } from './column.js';
import { tableIn } from './entries.js';
import { SheetReader } from './reader/reader.js';
import { asOds, workbooks, type Shape } from './unseen.example.js';
import { inFormats, row, workbookOf } from './workbook.example.js';

const columns: readonly Column[] = [
  { field: 'division', names: ['区划代码'], type: 'code', required: true, example: '1409301000010001' },
  { field: 'displayName', names: ['名称'], type: 'text', required: true, example: '示例' },
  { field: 'category', names: ['类别'], type: 'word', example: '养老' },
  { field: 'quantity', names: ['数量', '面积'], type: 'number', example: '10' },
  { field: 'day', names: ['日期'], type: 'day', example: '2030-12-31' },
];
const header = ['区划代码', '名称', '类别', '数量', '日期'];
const record = (name: string, quantity: string | number = 3) => [
  '1409301000010001',
  name,
  '托幼',
  quantity,
  '2024-03-05',
];
const texts = (rows: readonly (readonly (string | number)[])[]) => inFormats(rows.map((cells) => cells.map(String)));

const reader = new SheetReader();
afterAll(() => reader.onApplicationShutdown());

/** What is read of a sheet and told of it; or why nothing is. */
async function read(file: Uint8Array) {
  const pieces = (async function* () {
    yield file;
  })();
  try {
    const sheet = await reader.open(pieces, 'somebody');
    try {
      const table = tableIn(sheet, columns);
      const entries = await Array.fromAsync(table.entries());
      return {
        lines: entries.map(
          ({ line, values }) => `${line} ${String(values['displayName'])} ${String(values['quantity'])}`,
        ),
        faults: entries.flatMap(({ faults }) => faults.map(({ line, column, rule }) => `${line} ${column} ${rule}`)),
        notes: table.notes.map(({ line, column, rule }) => `${line} ${column} ${rule}`),
        texts: table.notes.map(({ text }) => text.zh),
      };
    } finally {
      await sheet.close();
    }
  } catch (error) {
    if (error instanceof DomainError) return { refused: error.reason };
    if (!(error instanceof Unfit)) throw error;
    return { unfit: error.faults.map(({ line, rule }) => `${line} ${rule}`) };
  }
}

describe('rows above the header', () => {
  const above = Array.from({ length: 7 }, (_, at) => record(`网格${at}`));
  it.each(texts([...above, header, record('末行')]))('that are records are faults by line: %s', async (_, file) =>
    expect(await read(file)).toEqual({ unfit: above.map((_, at) => `${at + 1} ROW_ABOVE_HEADER`) }),
  );

  const title = ['填报模板：带 * 的列必填', '', '', '', ''];
  const example = ['1409301000010001', '示例', '养老', 10, '2030-12-31'];
  it.each(texts([title, example, header, record('甲')]))(
    'pass in silence as a title and an example: %s',
    async (_, file) => expect(await read(file)).toMatchObject({ lines: ['4 甲 3'], notes: [] }),
  );
  it.each(texts([title, record('写在示例上'), header]))(
    'are a fault where the example was written over: %s',
    async (_, file) => expect(await read(file)).toEqual({ unfit: ['2 ROW_ABOVE_HEADER'] }),
  );
  it.each(texts([['填报单位：西口镇', '', '填报日期：2025年', '', ''], header, record('甲')]))(
    'that say more than a title are told: %s',
    async (_, file) => expect(await read(file)).toMatchObject({ lines: ['3 甲 3'], notes: ['1  sheet.row_above'] }),
  );

  it.each(workbooks)('as a title that is merged over the header pass in silence: %s', async (_, write) => {
    const cells = [['台账', ''], header.slice(0, 2), ['1409301000010001', '甲']];
    const file = write({ cells, merged: { column: 0, from: 0, to: 0 } });
    expect(await read(file)).toMatchObject({ lines: ['3 甲 undefined'], notes: [] });
  });
  it('as groups of columns above their names are told, and are no records', async () => {
    const groups = ['基本信息', '基本信息', '分类', '指标', '时间'];
    for (const [, file] of texts([groups, header, record('甲')]))
      expect(await read(file)).toMatchObject({ lines: ['3 甲 3'], notes: ['1  sheet.row_above'] });
  });
});

describe.each(workbooks)('cells that are merged, in %s', (_, write) => {
  const cells = [header, record('甲', 10), record('乙', '')];
  const over = (column: number): Shape => ({ cells, merged: { column, from: 1, to: 2 } });

  it('with a number are a fault in the rows where it would count once more', async () => {
    expect(await read(write(over(3)))).toMatchObject({
      lines: ['2 甲 10', '3 乙 undefined'],
      faults: ['3 数量 sheet.number_merged'],
    });
  });
  it('with a text stand in each row, and are told', async () => {
    const bare = record('乙').map((cell, at) => (at === 2 ? '' : cell));
    const found = await read(write({ ...over(2), cells: [header, record('甲'), bare] }));
    expect(found).toMatchObject({ lines: ['2 甲 3', '3 乙 3'], faults: [], notes: ['3  sheet.cell_merged'] });
    expect(found.texts).toEqual([expect.stringContaining('“类别”')]);
  });
});

describe.each(workbooks)('what nobody sees, in %s', (format, write) => {
  const cells = [header, record('甲'), record('乙'), record('丙')];
  const hows = format === 'xls' ? (['hidden'] as const) : (['hidden', 'filtered', 'size'] as const);

  it.each(hows)('as a row that is not shown, %s, is imported and told', async (how) => {
    expect(await read(write({ cells, hiddenRow: 2, how }))).toMatchObject({
      lines: ['2 甲 3', '3 乙 3', '4 丙 3'],
      notes: ['3  sheet.row_hidden'],
    });
  });
  it.each(hows)('as a column that is not shown, %s, is imported and told', async (how) => {
    expect(await read(write({ cells, hiddenColumn: 3, how }))).toMatchObject({
      lines: ['2 甲 3', '3 乙 3', '4 丙 3'],
      notes: ['1 数量 sheet.column_hidden'],
    });
  });
});

it('many rows that are hidden are told one by one, and then counted', async () => {
  const hidden = row(...record('甲').map(String)).replace('<row>', '<row hidden="1">');
  const found = await read(workbookOf({ rows: row(...header) + hidden.repeat(40) }));
  expect(found.lines).toHaveLength(40);
  expect(found.notes).toHaveLength(16);
  expect(found.texts?.at(-1)).toBe('另有 25 处隐藏或被筛选掉的行（第 17 至 41 行之间），仍会导入');
});

describe('a line', () => {
  it.each(texts([header, record('甲\n乙\n丙'), record('乙', 'x'), ['', '', '', '', ''], record('丙', 'y')]))(
    'has the number that a spreadsheet shows, whatever breaks its texts have: %s',
    async (_, file) =>
      expect(await read(file)).toMatchObject({
        faults: ['3 数量 sheet.number', '5 数量 sheet.number'],
        notes: ['4  sheet.row_blank'],
      }),
  );

  it.each(['\n', '\r\n', '\r'])('of CSV ends with %j, also where others end otherwise', async (end) => {
    const file = Buffer.from(`区划代码,名称\r\n1409301000010001,甲${end}1409301000010001,乙\n1409301000010001,丙\r\n`);
    expect(await read(file)).toMatchObject({ lines: ['2 甲 undefined', '3 乙 undefined', '4 丙 undefined'] });
  });

  const empty = 100_001;
  it.each<[string, Uint8Array]>([
    ['csv', Buffer.from('\n'.repeat(empty))],
    ['csv with commas', Buffer.from(',,\n'.repeat(empty))],
    ['xlsx', workbookOf({ rows: '<row/>'.repeat(empty) })],
  ])('counts though it is empty: more than a sheet may have are refused, %s', async (_, file) =>
    expect(await read(file)).toEqual({ refused: 'SHEET_TOO_LARGE' }),
  );
});

it('a line of .ods that stands behind more than a sheet may have is not lost', async () => {
  const cells = [header, record('甲'), record('末')];
  expect(await read(asOds({ cells, gap: 10 }))).toMatchObject({ lines: ['2 甲 3', '13 末 3'] });
  expect(await read(asOds({ cells, gap: 150_000 }))).toEqual({ refused: 'SHEET_TOO_LARGE' });
});

describe('a column', () => {
  it.each(
    texts([
      [...header, '名称', '面积'],
      [...record('甲'), '另一', 7],
    ]),
  )('that stands twice is told as such: %s', async (_, file) =>
    expect(await read(file)).toMatchObject({
      lines: ['2 甲 3'],
      notes: ['1 名称 sheet.column_twice', '1 面积 sheet.column_twice'],
    }),
  );

  it.each(texts([header, ['1409301000010001', '甲', '', '', '73050']]))(
    'of days takes no text of five digits for one: %s',
    async (_, file) => expect(await read(file)).toMatchObject({ faults: ['2 日期 sheet.day'] }),
  );
});
