import { readFile } from 'node:fs/promises';
import { afterAll, describe, expect, it } from '@jest/globals';
import { Unfit, type Column } from './column.js';
import { tableIn } from './entries.js';
import { SheetReader } from './reader/reader.js';
import { row, sheetsOf, workbookOf } from './workbook.example.js';

const columns: readonly Column[] = [
  { field: 'division', names: ['区划代码', '小区代码'], type: 'code', required: true },
  { field: 'displayName', names: ['名称', '需求名称'], type: 'text', required: true },
  { field: 'category', names: ['类别'], type: 'word', choices: { 养老: 'elder-care' } },
  { field: 'source', names: ['来源'], type: 'choice', choices: { 网格员: 'GRID_WORKER' } },
  { field: 'urgency', names: ['紧急程度'], type: 'choice', choices: { 紧急: 'URGENT' } },
  { field: 'quantity', names: ['数量', '面积'], type: 'number' },
  { field: 'day', names: ['截止日期', '登记日期'], type: 'day' },
  { field: 'phone', names: ['联系电话'], type: 'code' },
];
const reader = new SheetReader();
afterAll(() => reader.onApplicationShutdown());

const pieces = async function* (file: Uint8Array) {
  yield file;
};
/** What is read of a sheet, with what is left out of it. */
async function read(file: Uint8Array | string) {
  const sheet = await reader.open(pieces(typeof file === 'string' ? Buffer.from(file) : file), 'somebody');
  try {
    const table = tableIn(sheet, columns);
    const entries = await Array.fromAsync(table.entries());
    return { entries, notes: table.notes.map(({ line, column, rule }) => `${line} ${column} ${rule.slice(6)}`) };
  } finally {
    await sheet.close();
  }
}
const valuesIn = async (file: Uint8Array | string) => (await read(file)).entries.map(({ values }) => values);
const faultsIn = async (file: Uint8Array | string) =>
  (await read(file)).entries.flatMap(({ faults }) =>
    faults.map(({ line, column, rule }) => `${line} ${column} ${rule}`),
  );
/** What is wrong with a sheet as a whole. */
const unfit = async (file: Uint8Array | string) => {
  const error: unknown = await read(file).catch((thrown: unknown) => thrown);
  if (!(error instanceof Unfit)) throw error;
  return error.faults;
};
const kept = (name: string) => readFile(new URL(`./cases/${name}`, import.meta.url));

const plain = '区划代码,名称,数量,登记日期\r\n1409301000010001,滨河一网格,"1,200",2024/3/5\r\n';
const understood = { division: '1409301000010001', displayName: '滨河一网格', quantity: 1200, day: '2024-03-05' };

describe('a sheet of CSV', () => {
  it.each([
    ['in UTF-8', plain],
    ['with a byte order mark', `\ufeff${plain}`],
    ['in UTF-16, as Excel saves Unicode text', Buffer.from(`\ufeff${plain}`, 'utf16le')],
    ['with tabs', plain.replaceAll(/,(?=[^"]*(?:"[^"]*"[^"]*)*$)/g, '\t')],
    ['with semicolons, and commas in quotes', plain.replaceAll(/,(?=[^"]*(?:"[^"]*"[^"]*)*$)/g, ';')],
    ['with a title above its header', `河曲县网格台账,,,\r\n填报单位：西口镇,,,\r\n${plain}`],
    ['with other names, stars and units', plain.replace('区划代码,名称,数量', '小区 代码*,需求名称,面积（平方米）')],
    ['with our own names', plain.replace('区划代码,名称', '区划代码 (division),名称 (displayName)')],
    ['with full-width digits', plain.replace('1409301000010001', '１４０９３０１０００01０００1')],
  ])('%s is understood', async (_, file) => expect(await valuesIn(file)).toEqual([understood]));

  it('in GB18030 is understood', async () => {
    const file = 'c7f8bbaeb4fac2eb2cc3fbb3c60d0a313430393330313030303031303030312cb1f5bad3cdf8b8f10d0a';
    expect(await valuesIn(Buffer.from(file, 'hex'))).toEqual([
      { division: '1409301000010001', displayName: '滨河网格' },
    ]);
  });

  it('keeps breaks and quotes that are written by the rules, and counts their rows', async () => {
    const { entries } = await read('区划代码,名称,数量\n1,"他说""好"",\n走了",1\n2,乙,x\n');
    expect(entries[0]?.values['displayName']).toBe('他说"好",\n走了');
    expect(entries[1]?.faults).toMatchObject([{ line: 3, rule: 'sheet.number' }]);
  });

  it.each([
    ['that another row closes with words behind it', '区划代码,名称,类别\n1,"5寸管,水\n2,无,x\n3,"需换",x\n', '2'],
    ['that another row closes', '区划代码,名称,类别\n1,甲,"5寸管\n2,乙,无\n3,丙,需换"\n', '2'],
    ['in the middle of rows', '区划代码,名称,类别\n1,"5寸,x\n2,3寸",x\n', '2'],
    ['that nothing closes', '区划代码,名称\n1,甲\n2,"乙\n', '3'],
    ['inside of a text', '区划代码,名称\n1,5"管\n', '2'],
  ])('with a quote %s is refused, by its line', async (_, file, line) => {
    await expect(read(file)).rejects.toMatchObject({ reason: 'QUOTE_OPEN', facts: { line } });
  });
});

describe('a workbook', () => {
  const need = { division: '1409301010010001', category: 'elder-care', source: 'GRID_WORKER', quantity: 3 };
  it.each([
    ['date1904.xlsx', [{ ...need, displayName: '日期基准', urgency: 'URGENT', day: '2099-12-30' }]],
    ['hidden-first.xlsx', [{ ...need, displayName: '看得见的行', urgency: 'URGENT', day: '2099-12-31' }]],
    ['stream-embedded.xlsx', [{ ...need, displayName: '内嵌', urgency: 'URGENT', day: '2099-12-31' }]],
    ['x000D.xlsx', [{ ...need, displayName: '甲\n乙', urgency: 'URGENT', day: '2099-12-31' }]],
    [
      'merged-vertical.xlsx',
      ['合并一', '合并二'].map((displayName) => ({ ...need, displayName, urgency: 'URGENT', day: '2099-12-31' })),
    ],
    [
      'poi-numbers.xlsx',
      [
        {
          ...need,
          division: '140930101001',
          displayName: '科学计数',
          urgency: 'URGENT',
          quantity: 100,
          day: '2099-12-31',
        },
      ],
    ],
  ])('%s is read', async (name, want) => {
    const values = await valuesIn(await kept(name));
    expect(values).toMatchObject(want.map(({ ...value }) => value));
    expect(values.map(({ phone }) => phone)).toEqual(want.map(() => '13900000000'));
  });

  it.each([
    ['code16.xlsx', '2 小区代码 sheet.code_number'],
    ['error-cell.xlsx', '2 紧急程度 sheet.error'],
    ['formula-no-cache.xlsx', '2 紧急程度 sheet.formula'],
  ])('%s has a fault', async (name, want) => expect(await faultsIn(await kept(name))).toEqual([want]));

  it('shows the error that a cell holds', async () => {
    const [entry] = (await read(await kept('error-cell.xlsx'))).entries;
    expect(entry?.faults[0]?.text.zh).toContain('#N/A');
  });

  it('with several sheets that have a header has a fault that names them', async () => {
    const rows = row('区划代码', '名称') + row('1', '甲');
    const file = sheetsOf([
      { name: '一月', rows },
      { name: '说明', rows: row('请填写') },
      { name: '二月', rows },
    ]);
    const [fault] = await unfit(file);
    expect(fault?.text.zh).toMatch(/“一月”、“二月”/);
  });

  it('tells which sheets it leaves out', async () => {
    const file = sheetsOf([
      { name: '说明', rows: row('请填写') },
      { name: '旧表', state: 'veryHidden', rows: row('区划代码', '名称') },
      { name: '台账', rows: row('区划代码', '名称') + row('1', '甲') },
      { name: 'Sheet3', rows: '' },
    ]);
    expect(await read(file)).toMatchObject({
      entries: [{ values: { displayName: '甲' } }],
      notes: ['0 说明 sheet_ignored', '0 旧表 sheet_ignored'],
    });
  });
});

describe('what is left out', () => {
  it('is told by name: columns, rows that add up, empty rows, the header again', async () => {
    const file =
      '台账\n区划代码,名称,网格员,数量,面积,\n1,甲,张三,1,2,x\n\n,,\n2,乙,李四,2,3,\n区划代码,名称,网格员,数量,面积\n合计,,,3,5\n';
    const { entries, notes } = await read(file);
    expect(entries.map(({ line }) => line)).toEqual([3, 6]);
    expect(notes).toEqual([
      '2 网格员 column_unknown',
      '2 面积 column_twice',
      '2 6 column_unnamed',
      '4  row_blank',
      '7  row_header',
      '8  row_total',
    ]);
  });

  it.each([
    ['一个名字', ['甲,乙\n1,2\n'], 'HEADER_MISSING', '区划代码、名称'],
    ['a required column', ['名称,类别\n甲,养老\n'], 'COLUMN_MISSING', '区划代码、小区代码'],
  ])('says what lacks: %s', async (_, [file = ''], rule, zh) => {
    expect(await unfit(file)).toMatchObject([{ rule, text: { zh: expect.stringContaining(zh) } }]);
  });
});

describe('what strangers write', () => {
  it.each(['constructor', '__proto__', 'toString', 'hasOwnProperty'])('%s is no choice', async (word) => {
    const file = `区划代码,名称,来源,类别\n1,甲,${word},${word}\n`;
    const [entry] = (await read(file)).entries;
    expect(entry?.faults).toMatchObject([{ column: '来源', rule: 'sheet.choice' }]);
    expect(entry?.values['category']).toBe(word);
  });

  it('is not repeated at length', async () => {
    const long = `区划代码${'（'.repeat(20_000)}`;
    const faults = await unfit(`名称,${long}\n甲,1\n`);
    expect(JSON.stringify(faults).length).toBeLessThan(1_000);
    const { notes } = await read(`区划代码,名称,${'长'.repeat(20_000)}\n1,甲,1\n`);
    expect(notes.join().length).toBeLessThan(100);
  });

  it.each([
    ['no code', ',滨河,,', '区划代码 sheet.required'],
    ['a number that is none', '1,滨河,很大,', '数量 sheet.number'],
    ['a day that is none', '1,滨河,,2024-02-30', '登记日期 sheet.day'],
    ['two days', '1,滨河,,2099-12-31 至 2100-01-31', '登记日期 sheet.day'],
    ['a code that a spreadsheet shortened', '1.40931E+15,滨河,,', '区划代码 sheet.code_number'],
    ['a choice that is none', '1,滨河,,,租来的', '来源 sheet.choice'],
  ])('as %s is a fault by line and column', async (_, line, want) => {
    expect(await faultsIn(`区划代码,名称,数量,登记日期,来源\n${line}\n`)).toEqual([`2 ${want}`]);
  });

  it.each([
    ['bytes that no encoding knows', Buffer.from([0xff, 0xff, 0xff, 0x0a]), 'SHEET_UNREADABLE'],
    ['too many columns', `${','.repeat(200)}x\n`, 'SHEET_TOO_LARGE'],
    ['XML that breaks off', workbookOf({ rows: '<row><c><' }), 'SHEET_UNREADABLE'],
    ['a line that stands twice', workbookOf({ rows: '<row r="2"/><row r="2"/>' }), 'SHEET_UNREADABLE'],
    ['a line behind a later one', workbookOf({ rows: '<row r="5"/><row r="3"/>' }), 'SHEET_UNREADABLE'],
    ['a line beyond the last', workbookOf({ rows: '<row r="1048577"/>' }), 'SHEET_UNREADABLE'],
    ['a cell that stands twice', workbookOf({ rows: '<row r="1"><c r="B1"/><c r="B1"/></row>' }), 'SHEET_UNREADABLE'],
    ['a cell behind a later one', workbookOf({ rows: '<row r="1"><c r="C1"/><c r="A1"/></row>' }), 'SHEET_UNREADABLE'],
  ])('as %s is refused', async (_, file, reason) => {
    await expect(read(file)).rejects.toMatchObject({ reason });
  });
});
