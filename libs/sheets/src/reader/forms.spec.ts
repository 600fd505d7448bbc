import { write, utils } from '@e965/xlsx';
import { afterAll, describe, expect, it } from '@jest/globals';
import { strToU8, zipSync } from 'fflate';
import type { Cell } from '../row.js';
import { main, row, text, workbookOf, type Unusual } from '../workbook.example.js';
import { SheetReader } from './reader.js';

const reader = new SheetReader();
afterAll(() => reader.onApplicationShutdown());

const rowsOf = async (file: Buffer): Promise<readonly (readonly Cell[])[]> => {
  const sheet = await reader.open(
    (async function* () {
      yield file;
    })(),
    'somebody',
  );
  try {
    const at = sheet.heads.findIndex(({ hidden }) => !hidden);
    return (await Array.fromAsync(sheet.rows(at))).map(({ cells }) => cells);
  } finally {
    await sheet.close();
  }
};
const cells = (...all: readonly string[]): Unusual => ({ rows: row(...all) });
const sheet = (xml: string): Unusual => ({ sheet: xml });
const utf16 = (xml: string): Buffer => Buffer.from(`\ufeff${xml}`, 'utf16le');
const packaged = 'http://schemas.openxmlformats.org/package/2006/relationships';
const related = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const strict = 'http://purl.oclc.org/ooxml';
const plain = `<worksheet xmlns="${main}"><sheetData>${row('甲')}</sheetData></worksheet>`;
const strings = `<sst xmlns="${main}"><si><r><t>甲</t></r><r><t xml:space="preserve"> 乙</t></r><rPh sb="0" eb="1"><t>jia</t></rPh></si><si/><si><t/></si><si><t>丙</t></si></sst>`;
const styles = `<styleSheet xmlns="${main}"><numFmts><numFmt numFmtId="164" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"/><numFmt numFmtId="165" formatCode="[Red]&quot;day&quot; 0"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/></cellXfs></styleSheet>`;

describe('a workbook of another writer', () => {
  it.each<[string, Unusual, readonly (readonly Cell[])[]]>([
    ['with other parts', { workbookAt: 'a/book.xml', sheetAt: 'b/c/one.xml', rows: row('甲') }, [['甲']]],
    ['with parts in other letters', { sheetAt: 'XL/Sheets/One.XML', rows: row('甲') }, [['甲']]],
    ['with prefixes', sheet(plain.replaceAll(/(<\/?)(\w)/g, '$1x:$2').replace('xmlns=', 'xmlns:x=')), [['甲']]],
    ['with single quotes', sheet(plain.replaceAll('"', "'")), [['甲']]],
    ['with line breaks in tags', sheet(plain.replaceAll('>', '\n>')), [['甲']]],
    ['in UTF-16', { sheet: utf16(plain) }, [['甲']]],
    ['with a byte order mark', sheet(`\ufeff<?xml version="1.0"?>${plain}`), [['甲']]],
    [
      'by the strict edition',
      {
        sheet: plain.replace(main, `${strict}/spreadsheetml/main`),
        workbook: `<workbook xmlns="${strict}/spreadsheetml/main" xmlns:r="${strict}/officeDocument/relationships"><sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>`,
        relationships: `<Relationships xmlns="${packaged}"><Relationship Id="rId1" Type="${strict}/officeDocument/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
      },
      [['甲']],
    ],
    [
      'with another prefix of relationships',
      {
        workbook: `<q:workbook xmlns:q="${main}" xmlns:z="${related}"><q:sheets><q:sheet name='a' sheetId='1' z:id='rId1'/></q:sheets></q:workbook>`,
        rows: row('甲'),
      },
      [['甲']],
    ],
    ['with CDATA', cells('<c t="inlineStr"><is><t><![CDATA[甲<乙 & 丙]]></t></is></c>'), [['甲<乙 & 丙']]],
    ['with a comment in a text', cells(text('甲<!-- 乙 -->丙')), [['甲丙']]],
    ['with a comment round cells', { rows: `<!-- ${row('乙')} -->${row('甲')}` }, [['甲']]],
    ['with entities', cells(text('&#x4e2d;&#22269;&amp;lt;')), [['中国&lt;']]],
    ['with a bracket in an attribute', cells('<c foo="a>b" t="inlineStr"><is><t>甲</t></is></c>'), [['甲']]],
    [
      'with texts it shares',
      { ...cells('<c t="s"><v>0</v></c>', '<c t="s"><v>1</v></c>', '<c t="s"><v>3</v></c>'), strings },
      [['甲 乙', '', '丙']],
    ],
    [
      'with texts in runs, and read aloud',
      cells('<c t="inlineStr"><is><r><t>甲</t></r><r><t>乙</t></r><rPh><t>jia</t></rPh></is></c>'),
      [['甲乙']],
    ],
    [
      'with places of cells',
      { rows: `<row r="3"><c r="B3"><v>2</v></c><c r="D3"><v>4</v></c></row>` },
      [['', { number: '2' }, '', { number: '4' }]],
    ],
    ['with empty cells', cells('<c/>', '<c><v/></c>', '<c><v>1</v></c>'), [['', '', { number: '1' }]]],
    [
      'with numbers of all kinds',
      cells('<c><v>1E+2</v></c>', '<c><v>-5.0E-1</v></c>', '<c><v> 12 </v></c>', '<c><v>0.30000000000000004</v></c>'),
      [[{ number: '100' }, { number: '-0.5' }, { number: '12' }, { number: '0.3' }]],
    ],
    [
      'with days',
      { ...cells('<c s="1"><v>73050</v></c>', '<c s="2"><v>73050.5</v></c>', '<c s="3"><v>73050</v></c>'), styles },
      [
        [
          { number: '73050', day: '2099-12-31', dated: true },
          { number: '73050.5', day: '2099-12-31 12:00:00', dated: true },
          { number: '73050' },
        ],
      ],
    ],
    [
      'with numbers that are none',
      cells('<c><v>1,5</v></c>', '<c><v>0x10</v></c>'),
      [[{ error: '#?' }, { error: '#?' }]],
    ],
    ['with days by ISO', cells('<c t="d"><v>2099-12-31T00:00:00Z</v></c>'), [['2099-12-31']]],
    ['with booleans', cells('<c t="b"><v>1</v></c>'), [['TRUE']]],
    [
      'with formulas',
      cells(
        '<c t="str"><f>B1&amp;""</f><v>甲</v></c>',
        '<c><f>1+1</f><v>2</v></c>',
        '<c t="str"><f>B1</f><v></v></c>',
        '<c><f>1</f></c>',
      ),
      [['甲', { number: '2' }, '', { error: '' }]],
    ],
    ['with what is more than XML', cells(text('_x005F_x0041__x0041_')), [['_x0041_A']]],
    [
      'with cells that spread',
      { rows: row('甲', '乙') + row('<c/>', '丙'), behind: '<mergeCells><mergeCell ref="A1:A2"/></mergeCells>' },
      [
        ['甲', '乙'],
        ['甲', '丙'],
      ],
    ],
  ])('%s is read', async (_, unusual, want) => expect(await rowsOf(workbookOf(unusual))).toEqual(want));

  it.each<[string, Unusual]>([
    ['with an end that is missing', { rows: '<row><c t="inlineStr"><is><t>甲' }],
    ['with an entity of its own', sheet(`<!DOCTYPE a [<!ENTITY x "y">]>${plain.replace('甲', '&x;')}`)],
    ['with a shared text that is none', cells('<c t="s"><v>7</v></c>')],
    ['with tags within each other', { rows: '<row>'.repeat(200_000) }],
    ['with tags that nothing ends', { relationships: '<Relationship '.repeat(40) }],
    ['without a sheet', { relationships: `<Relationships xmlns="${packaged}"/>`, workbook: '<workbook/>' }],
  ])('%s is refused, or has no sheet', async (_, unusual) => {
    const outcome = await rowsOf(workbookOf(unusual)).catch((error: unknown) => error);
    expect(outcome).toMatchObject({ reason: 'SHEET_UNREADABLE' });
  });

  it.each(['biff8', 'biff5', 'ods'] as const)('of another time, %s, is read', async (bookType) => {
    const kept = utils.aoa_to_sheet([
      ['Code', 'Tag'],
      ['1409301000010001', new Date(Date.UTC(2099, 11, 31))],
    ]);
    kept['!merges'] = [];
    const file = write({ SheetNames: ['a'], Sheets: { a: kept } }, { bookType, type: 'buffer' }) as Buffer;
    const rows = await rowsOf(file);
    expect(rows).toMatchObject([
      ['Code', 'Tag'],
      ['1409301000010001', { day: '2099-12-31' }],
    ]);
  });

  it.each(['biff8', 'biff5'] as const)(
    'of another time, %s, is read from its first sheet that is seen',
    async (bookType) => {
      const sheets = { old: utils.aoa_to_sheet([['old']]), new: utils.aoa_to_sheet([['new']]) };
      const kept = {
        SheetNames: Object.keys(sheets),
        Sheets: sheets,
        Workbook: { Sheets: [{ Hidden: 1 as const }, {}] },
      };
      expect(await rowsOf(write(kept, { bookType, type: 'buffer' }) as Buffer)).toEqual([['new']]);
    },
  );

  it('of LibreOffice is read from its first sheet that is seen', async () => {
    expect(await rowsOf(openDocument(table('旧', 'ta1') + table('新', 'ta2')))).toEqual([['新']]);
    expect(await rowsOf(openDocument(table('新', 'ta2') + table('旧', 'ta1')))).toEqual([['新']]);
  });

  it('of LibreOffice keeps times of other zones, and no number that is none', async () => {
    const cell = (said: string) => `<table:table-cell ${said}><text:p>x</text:p></table:table-cell>`;
    const days = ['2026-05-01T20:00:00Z', '2026-05-01T00:00:00Z', '2026-05-01+08:00', '2026-05-01T20:00:00'];
    const all = [
      ...days.map((day) => cell(`office:value-type="date" office:date-value="${day}"`)),
      ...['12.5', '1,5', '0x10'].map((value) => cell(`office:value-type="float" office:value="${value}"`)),
      '<table:table-cell office:value-type="string"><text:p>a_x0041_&#95;x0042_<![CDATA[_x0043_<&]]></text:p></table:table-cell>',
    ];
    const rows = `<table:table table:name="a"><table:table-row>${all.join('')}</table:table-row></table:table>`;
    expect(await rowsOf(openDocument(rows))).toMatchObject([
      [
        ...['2026-05-02 04:00:00', '2026-05-01', '2026-05-01', '2026-05-01 20:00:00'].map((day) => ({ day })),
        ...[{ number: '12.5' }, { error: '#?' }, { error: '#?' }],
        'a_x0041__x0042__x0043_<&',
      ],
    ]);
  });

  it.each<[string, Record<string, string>]>([
    ['part by part', { 'content.xml': '\x00\x01', 'META-INF/manifest.xml': '<manifest:encryption-data/>' }],
    ['as a whole', { 'encrypted-package': '\x00\x01' }],
  ])('of LibreOffice that a password locks %s is refused for it', async (_, parts) => {
    const bytes = Object.entries({ mimetype: 'x', ...parts }).map(([name, text]) => [name, strToU8(text)] as const);
    const outcome = await rowsOf(Buffer.from(zipSync(Object.fromEntries(bytes)))).catch((error: unknown) => error);
    expect(outcome).toMatchObject({ reason: 'SHEET_LOCKED' });
  });

  it('of LibreOffice that breaks off is refused', async () => {
    const broken = openDocument(`${table('新', 'ta2')}<table:table table:name="`);
    expect(await rowsOf(broken).catch((error: unknown) => error)).toMatchObject({ reason: 'SHEET_UNREADABLE' });
  });
});

/** A table as LibreOffice writes it, with one cell that holds its name. */
const table = (name: string, style: string): string =>
  `<table:table table:name="${name}" table:style-name="${style}"><table:table-row><table:table-cell office:value-type="string"><text:p>${name}</text:p></table:table-cell></table:table-row></table:table>`;

/** A spreadsheet as LibreOffice writes it; nobody sees tables of the style `ta1`. */
function openDocument(tables: string): Buffer {
  const oasis = 'urn:oasis:names:tc:opendocument:xmlns';
  const spaces = ['office', 'style', 'table', 'text']
    .map((space) => `xmlns:${space}="${oasis}:${space}:1.0"`)
    .join(' ');
  const styles = ['false', 'true'].map(
    (shown, at) =>
      `<style:style style:name="ta${at + 1}" style:family="table"><style:table-properties table:display="${shown}"/></style:style>`,
  );
  const content = `<?xml version="1.0" encoding="UTF-8"?><office:document-content ${spaces} office:version="1.3"><office:automatic-styles>${styles.join('')}</office:automatic-styles><office:body><office:spreadsheet>${tables}</office:spreadsheet></office:body></office:document-content>`;
  const manifest = `<manifest:manifest xmlns:manifest="${oasis}:manifest:1.0"><manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/></manifest:manifest>`;
  const parts = {
    mimetype: 'application/vnd.oasis.opendocument.spreadsheet',
    'content.xml': content,
    'META-INF/manifest.xml': manifest,
  };
  return Buffer.from(zipSync(Object.fromEntries(Object.entries(parts).map(([name, text]) => [name, strToU8(text)]))));
}
