import { utils, write } from '@e965/xlsx';
import { strToU8, zipSync } from 'fflate';

/** A file of a workbook, a document as it is written or, where it is not UTF-8, its bytes. */
type Document = string | Uint8Array;

/** What a workbook of one sheet may have that is out of the ordinary. */
export interface Unusual {
  readonly workbookAt?: string;
  readonly sheetAt?: string;
  readonly workbook?: Document;
  readonly relationships?: Document;
  readonly sheet?: Document;
  /** What stands in an ordinary sheet. */
  readonly rows?: string;
  readonly behind?: string;
  readonly strings?: Document;
  readonly styles?: Document;
}

export const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const related = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const packaged = 'http://schemas.openxmlformats.org/package/2006';

const within = (text: string, attributes = '') => `<worksheet xmlns="${main}"${attributes}>${text}</worksheet>`;
const relationship = (id: string, type: string, target: string) =>
  `<Relationship Id="${id}" Type="${related}/${type}" Target="/${target}"/>`;
const relationshipsAt = (name: string) => name.replace(/([^/]*)$/, '_rels/$1.rels');

/** A workbook as some writer makes it. */
export function workbookOf(unusual: Unusual): Buffer {
  const { workbookAt = 'xl/workbook.xml', sheetAt = 'xl/worksheets/sheet1.xml', strings, styles } = unusual;
  const documents: Record<string, Document> = {
    '[Content_Types].xml': `<Types xmlns="${packaged}/content-types"/>`,
    '_rels/.rels': `<Relationships xmlns="${packaged}/relationships">${relationship('r', 'officeDocument', workbookAt)}</Relationships>`,
    [workbookAt]:
      unusual.workbook ??
      `<workbook xmlns="${main}" xmlns:r="${related}"><sheets><sheet name="台账" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    [relationshipsAt(workbookAt)]:
      unusual.relationships ??
      `<Relationships xmlns="${packaged}/relationships">${relationship('rId1', 'worksheet', sheetAt)}${relationship('rId2', 'sharedStrings', 'xl/strings.xml')}${relationship('rId3', 'styles', 'xl/styles.xml')}</Relationships>`,
    [sheetAt]: unusual.sheet ?? within(`<sheetData>${unusual.rows ?? ''}</sheetData>${unusual.behind ?? ''}`),
    ...(strings !== undefined && { 'xl/strings.xml': strings }),
    ...(styles !== undefined && { 'xl/styles.xml': styles }),
  };
  const bytes = Object.entries(documents).map(([name, document]) => {
    return [name, typeof document === 'string' ? strToU8(document) : document] as const;
  });
  return Buffer.from(zipSync(Object.fromEntries(bytes), { level: 1 }));
}

/** Sheets beside each other, each a row of texts. */
export function sheetsOf(sheets: readonly { readonly name: string; readonly state?: string; readonly rows: string }[]) {
  const all = sheets.map(
    ({ name, state = 'visible' }, at) => `<sheet name="${name}" state="${state}" sheetId="${at + 1}" r:id="r${at}"/>`,
  );
  const documents: Record<string, string> = {
    '[Content_Types].xml': `<Types xmlns="${packaged}/content-types"/>`,
    'xl/workbook.xml': `<workbook xmlns="${main}" xmlns:r="${related}"><sheets>${all.join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships xmlns="${packaged}/relationships">${sheets.map((_, at) => relationship(`r${at}`, 'worksheet', `xl/s${at}.xml`)).join('')}</Relationships>`,
    ...Object.fromEntries(sheets.map(({ rows }, at) => [`xl/s${at}.xml`, within(`<sheetData>${rows}</sheetData>`)])),
  };
  const bytes = Object.entries(documents).map(([name, text]) => [name, strToU8(text)] as const);
  return Buffer.from(zipSync(Object.fromEntries(bytes), { level: 1 }));
}

/** A row of cells, each as it is written or, where it is no element, a text. */
export const row = (...cells: readonly string[]): string =>
  `<row>${cells.map((cell) => (cell.startsWith('<') ? cell : text(cell))).join('')}</row>`;
export const text = (value: string): string => `<c t="inlineStr"><is><t>${value}</t></is></c>`;

/** The same texts in each of the formats that are taken. */
export const inFormats = (
  rows: readonly (readonly string[])[],
): readonly (readonly [format: string, file: Buffer])[] => [
  ['csv', Buffer.from(rows.map((cells) => `${cells.map(quoted).join(',')}\r\n`).join(''))],
  ['xlsx', workbookOf({ rows: rows.map((cells) => row(...cells.map((cell) => text(literal(cell))))).join('') })],
  ...(['ods', 'biff8'] as const).map((bookType) => [bookType, savedAs(rows, bookType)] as const),
];

/** Texts as another program keeps them. */
export function savedAs(rows: readonly (readonly string[])[], bookType: 'xlsx' | 'ods' | 'biff8'): Buffer {
  const sheet = utils.aoa_to_sheet(rows.map((cells) => [...cells]));
  return write({ SheetNames: ['a'], Sheets: { a: sheet } }, { bookType, type: 'buffer' }) as Buffer;
}

const quoted = (value: string): string => `"${value.replaceAll('"', '""')}"`;
/** A text that looks like an escape, as a workbook has to keep it. */
const literal = (value: string): string => value.replaceAll('&', '&amp;').replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_');
