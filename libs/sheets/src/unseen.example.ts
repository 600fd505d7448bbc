import { CFB, utils, write } from '@e965/xlsx';
import { strToU8, zipSync } from 'fflate';
import { row, text, workbookOf } from './workbook.example.js';

/** What a sheet of texts and numbers has besides its cells. Rows and columns from 0. */
export interface Shape {
  readonly cells: readonly (readonly (string | number)[])[];
  readonly hiddenRow?: number;
  readonly hiddenColumn?: number;
  /** Cells of a column that are one, from a row to another. */
  readonly merged?: { readonly column: number; readonly from: number; readonly to: number };
  /** Of `.ods`: how many empty rows stand before the last one. */
  readonly gap?: number;
  /** As it is hidden: as such, by a filter, or by a size of nothing. */
  readonly how?: 'hidden' | 'filtered' | 'size';
}

/** The same sheet as each kind of workbook. */
export const workbooks: readonly (readonly [format: string, write: (shape: Shape) => Buffer])[] = [
  ['xlsx', asXlsx],
  ['xls', asXls],
  ['ods', asOds],
];

const letter = (column: number): string => String.fromCharCode(65 + column);

function asXlsx({ cells, hiddenRow, hiddenColumn, merged, how = 'hidden' }: Shape): Buffer {
  const rows = cells.map((line, at) => {
    const said = line.map((cell) => (typeof cell === 'number' ? `<c><v>${cell}</v></c>` : text(cell)));
    const attribute = how === 'size' ? ' ht="0" customHeight="1"' : ' hidden="1"';
    return at === hiddenRow ? row(...said).replace('<row>', `<row${attribute}>`) : row(...said);
  });
  const size = how === 'size' ? 'width="0"' : 'width="9" hidden="1"';
  const column = hiddenColumn === undefined ? 0 : hiddenColumn + 1;
  const columns = column === 0 ? '' : `<cols><col min="${column}" max="${column}" ${size}/></cols>`;
  const behind =
    merged === undefined
      ? ''
      : `<mergeCells><mergeCell ref="${letter(merged.column)}${merged.from + 1}:${letter(merged.column)}${merged.to + 1}"/></mergeCells>`;
  const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
  const sheet = `<worksheet xmlns="${main}">${columns}<sheetData>${rows.join('')}</sheetData>${behind}</worksheet>`;
  return workbookOf({ sheet });
}

function asXls({ cells, hiddenRow, hiddenColumn, merged }: Shape): Buffer {
  const sheet = utils.aoa_to_sheet(cells.map((line) => [...line]));
  if (merged) sheet['!merges'] = [{ s: { r: merged.from, c: merged.column }, e: { r: merged.to, c: merged.column } }];
  if (hiddenColumn !== undefined) {
    sheet['!cols'] = Array.from({ length: hiddenColumn + 1 }, () => ({ width: 9 }));
    sheet['!cols'][hiddenColumn] = { width: 9, hidden: true };
  }
  const options = { bookType: 'biff8', type: 'buffer', cellStyles: true } as const;
  const file = write({ SheetNames: ['a'], Sheets: { a: sheet } }, options) as Buffer;
  return hiddenRow === undefined ? file : withHiddenRow(file, hiddenRow);
}

interface Compounds {
  read(file: Buffer, options: { readonly type: 'buffer' }): object;
  find(file: object, path: string): { content: Uint8Array; size: number };
  write(file: object, options: { readonly type: 'buffer' }): Buffer;
}

/** SheetJS writes no record of a row: one is put behind the record of the sheet's size. Source: [MS-XLS] 2.4.90, 2.4.221. */
function withHiddenRow(file: Buffer, hiddenRow: number): Buffer {
  const compounds = CFB as unknown as Compounds;
  const opened = compounds.read(file, { type: 'buffer' });
  const stream = compounds.find(opened, '/Workbook');
  const bytes = Buffer.from(stream.content);
  const [dimensions, rowRecord] = [0x0200, 0x0208];
  let at = 0;
  while (bytes.readUInt16LE(at) !== dimensions) at += 4 + bytes.readUInt16LE(at + 2);
  at += 4 + bytes.readUInt16LE(at + 2);
  const record = Buffer.alloc(20);
  record.writeUInt16LE(rowRecord, 0);
  record.writeUInt16LE(16, 2);
  record.writeUInt16LE(hiddenRow, 4);
  record.writeUInt16LE(0x20, 16); // fDyZero
  stream.content = Buffer.concat([bytes.subarray(0, at), record, bytes.subarray(at)]);
  stream.size = stream.content.length;
  return compounds.write(opened, { type: 'buffer' });
}

export function asOds({ cells, hiddenRow, hiddenColumn, merged, gap, how = 'hidden' }: Shape): Buffer {
  const spans = merged === undefined ? 0 : merged.to - merged.from + 1;
  const unseen = {
    hidden: ' table:visibility="collapse"',
    filtered: ' table:visibility="filter"',
    size: ' table:style-name="none"',
  };
  const cellOf = (cell: string | number, line: number, column: number): string => {
    if (merged?.column === column && line > merged.from && line <= merged.to) return '<table:covered-table-cell/>';
    const span = merged?.column === column && line === merged.from ? ` table:number-rows-spanned="${spans}"` : '';
    const kind = typeof cell === 'number' ? `float" office:value="${cell}` : 'string';
    return `<table:table-cell${span} office:value-type="${kind}"><text:p>${cell}</text:p></table:table-cell>`;
  };
  const rows = cells.map(
    (line, at) =>
      `<table:table-row${at === hiddenRow ? unseen[how] : ''}>${line.map((cell, column) => cellOf(cell, at, column)).join('')}</table:table-row>`,
  );
  if (gap !== undefined)
    rows.splice(-1, 0, `<table:table-row table:number-rows-repeated="${gap}"><table:table-cell/></table:table-row>`);
  const columns =
    hiddenColumn === undefined
      ? ''
      : `${hiddenColumn > 0 ? `<table:table-column table:number-columns-repeated="${hiddenColumn}"/>` : ''}<table:table-column${unseen[how]}/>`;
  const names = ['office', 'table', 'text', 'style'].map(
    (name) => `xmlns:${name}="urn:oasis:names:tc:opendocument:xmlns:${name}:1.0"`,
  );
  const none =
    '<style:style style:name="none"><style:table-row-properties style:row-height="0cm"/><style:table-column-properties style:column-width="0cm"/></style:style>';
  const content = `<office:document-content ${names.join(' ')}><office:automatic-styles>${none}</office:automatic-styles><office:body><office:spreadsheet><table:table table:name="a">${columns}${rows.join('')}</table:table></office:spreadsheet></office:body></office:document-content>`;
  const parts = { mimetype: 'application/vnd.oasis.opendocument.spreadsheet', 'content.xml': content };
  return Buffer.from(
    zipSync(Object.fromEntries(Object.entries(parts).map(([name, said]) => [name, strToU8(said)])), { level: 1 }),
  );
}
