import { describe, expect, it } from '@jest/globals';
import { strToU8, zipSync } from 'fflate';
import { dayIn, entriesOf, rowsOf, type Column } from './index.js';

const columns: readonly Column[] = [
  { field: 'division', names: ['区划代码', '代码'], type: 'code', required: true },
  { field: 'displayName', names: ['名称', '网格名称'], type: 'text', required: true },
  { field: 'areaM2', names: ['面积'], type: 'number' },
  { field: 'day', names: ['登记日期'], type: 'day' },
  { field: 'source', names: ['来源'], type: 'choice', choices: { 物业用房: 'SOURCE_PROPERTY_OFFICE' } },
];
const read = (file: Uint8Array) => Array.fromAsync(entriesOf(rowsOf(file), columns));
const text = (table: string) => new TextEncoder().encode(table);

const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
/** A workbook whose sheet is called as it likes and stands before the strings that it shares. */
const workbook = (rows: string, shared: readonly string[] = [], sheet?: Uint8Array) =>
  zipSync(
    {
      'xl/worksheets/data.xml':
        sheet ?? strToU8(`<x:worksheet xmlns:x="${main}"><x:sheetData>${rows}</x:sheetData></x:worksheet>`),
      'xl/workbook.xml': strToU8(
        `<workbook xmlns:r="r"><sheets><sheet name="网格" sheetId="1" r:id="rId7"/></sheets></workbook>`,
      ),
      'xl/_rels/workbook.xml.rels': strToU8(
        '<Relationships><Relationship Id="rId7" Target="worksheets/data.xml"/></Relationships>',
      ),
      'xl/sharedStrings.xml': strToU8(
        `<sst xmlns="${main}">${shared.map((one) => `<si><r><t>${one}</t></r><rPh><t>aloud</t></rPh></si>`).join('')}</sst>`,
      ),
    },
    { level: 1 },
  );

describe('a day', () => {
  it.each([
    ['2024-03-05', '2024-03-05'],
    ['2024/3/5', '2024-03-05'],
    ['2024.3.5', '2024-03-05'],
    ['2024年3月5日', '2024-03-05'],
    ['20240305', '2024-03-05'],
    ['45356', '2024-03-05'],
    ['45356.5', '2024-03-05'],
    ['２０２４年３月５日', '2024-03-05'],
    ['2024-03-05 08:30', '2024-03-05'],
    ['2024-02-29', '2024-02-29'],
    ['2023-02-29', undefined],
    ['2024-13-01', undefined],
    ['三月五日', undefined],
    ['2024', undefined],
    ['', undefined],
  ])('written %s is %s', (written, want) => expect(dayIn(written)).toBe(want));
});

const plain = '区划代码,名称,面积,登记日期\r\n1409301000010001,滨河一网格,"1,200",2024/3/5\r\n';
const understood = { division: '1409301000010001', displayName: '滨河一网格', areaM2: 1200, day: '2024-03-05' };
const gb18030 = Buffer.from(
  'c7f8bbaeb4facec2'.slice(0, 0) +
    'c7f8bbaeb4fac2eb2cc3fbb3c60d0a31343039333031303030303130303031' +
    '2cb1f5bad3cdf8b8f10d0a',
  'hex',
);

describe('a sheet', () => {
  it.each([
    ['UTF-8', text(plain)],
    ['UTF-8 with a byte order mark', text(`\ufeff${plain}`)],
    ['tabs', text(plain.replaceAll(/,(?=[^"]*(?:"[^"]*"[^"]*)*$)/g, '\t'))],
    ['a title above its header', text(`河曲县网格台账,,,\r\n填报单位：西口镇,,,\r\n${plain}`)],
    ['other names, stars and units', text(plain.replace('区划代码,名称,面积', '代 码*,网格名称,面积（平方米）'))],
    ['blanks and empty rows', text(plain.replace('\r\n', ',,,\r\n,,,\r\n\r\n').replace('滨河', '  滨河'))],
    ['full-width digits', text(plain.replace('1409301000010001', '１４０９３０１０００01０００1'))],
  ])('of CSV, %s, is understood', async (_, file) => {
    expect((await read(file)).map(({ values, faults }) => [values, faults])).toEqual([[understood, []]]);
  });

  it('of CSV in GB18030 is understood', async () => {
    expect((await read(gb18030))[0]?.values).toEqual({ division: '1409301000010001', displayName: '滨河网格' });
  });

  it('of xlsx is understood, with strings that are shared, inline and computed, and days as numbers', async () => {
    const rows =
      '<x:row r="1"><x:c r="A1" t="s"><x:v>4</x:v></x:c></x:row>' +
      '<x:row r="3"><x:c r="A3" t="s"><x:v>0</x:v></x:c><x:c r="B3" t="s"><x:v>1</x:v></x:c><x:c r="D3" t="s"><x:v>3</x:v></x:c><x:c r="C3" t="s"><x:v>2</x:v></x:c></x:row>' +
      '<x:row r="4"><x:c r="A4" t="str"><x:f>B1</x:f><x:v>1409301000010001</x:v></x:c><x:c r="B4" t="inlineStr"><x:is><x:t>滨河一网格</x:t></x:is></x:c>' +
      '<x:c r="C4"><x:v>1200</x:v></x:c><x:c r="D4"><x:v>45356</x:v></x:c></x:row>';
    const file = workbook(rows, ['区划代码', '名称', '面积', '登记日期', '河曲县网格台账']);
    expect(await read(file)).toEqual([{ line: 4, values: understood, faults: [] }]);
  });

  it.each([
    ['no code', ',滨河,,', '区划代码 sheet.required'],
    ['an area that is none', '1409301000010001,滨河,很大,', '面积 sheet.number'],
    ['a day that is none', '1409301000010001,滨河,,2024-02-30', '登记日期 sheet.day'],
    ['a choice that is none', '1409301000010001,滨河,,,租来的', '来源 sheet.choice'],
  ])('with %s says so, by line and column', async (_, row, want) => {
    const [entry] = await read(text(`区划代码,名称,面积,登记日期,来源\n${row}\n`));
    expect(entry?.faults.map(({ line, column, rule }) => [line, `${column} ${rule}`])).toEqual([[2, want]]);
    expect(entry?.faults[0]?.text.zh).toMatch(/[一-鿿]/);
  });

  it.each([
    ['without a header', text('a,b\n1,2\n'), 'HEADER_MISSING'],
    ['without what is required', text('名称\n滨河\n'), 'HEADER_MISSING'],
    ['of bytes that no encoding knows', Buffer.from([0xff, 0xff, 0xff, 0x0a]), 'SHEET_UNREADABLE'],
    ['of a zip that is no workbook', zipSync({ 'a.txt': strToU8('x') }), 'SHEET_UNREADABLE'],
    ['of XML that breaks off', workbook('<x:row><x:c><'), 'SHEET_UNREADABLE'],
    ['of too many columns', text(`${','.repeat(200)}x\n`), 'SHEET_TOO_LARGE'],
    ['that unpacks to very much', workbook('', [], new Uint8Array(129 * 1024 * 1024).fill(32)), 'SHEET_TOO_LARGE'],
  ] as const)('%s is refused', async (_, file, want) => {
    await expect(read(file)).rejects.toMatchObject({ reason: want });
  });
});
