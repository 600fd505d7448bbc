import { strToU8, Zip, ZipDeflate } from 'fflate';

/** What a cell of a sheet holds. */
export type Written = string | number | boolean;

export const spreadsheet = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
export const relationships = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
export const packaged = 'http://schemas.openxmlformats.org/package/2006';
export const office = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';

/** The parts of a workbook of one sheet, but for the sheet. Source: ECMA-376, part 1. */
const parts: Readonly<Record<string, string>> = {
  '[Content_Types].xml':
    `<Types xmlns="${packaged}/content-types">` +
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
    `<Override PartName="/xl/workbook.xml" ContentType="${office}.sheet.main+xml"/>` +
    `<Override PartName="/xl/worksheets/sheet1.xml" ContentType="${office}.worksheet+xml"/></Types>`,
  '_rels/.rels':
    `<Relationships xmlns="${packaged}/relationships">` +
    `<Relationship Id="rId1" Type="${relationships}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  'xl/workbook.xml':
    `<workbook xmlns="${spreadsheet}" xmlns:r="${relationships}">` +
    '<sheets><sheet name="导出" sheetId="1" r:id="rId1"/></sheets></workbook>',
  'xl/_rels/workbook.xml.rels':
    `<Relationships xmlns="${packaged}/relationships">` +
    `<Relationship Id="rId1" Type="${relationships}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
};

/** Rows that a sheet holds. */
const mostRows = 1_048_576;

/** Rows as a workbook of one sheet, page by page. Its texts are typed as such: no spreadsheet runs them. */
export async function* xlsxOf(
  header: readonly string[],
  pages: AsyncIterable<readonly Written[][]>,
): AsyncGenerator<Uint8Array> {
  const made: Uint8Array[] = [];
  const zip = new Zip((error, chunk) => {
    if (error) throw error;
    made.push(chunk);
  });
  const add = (name: string): ZipDeflate => {
    const part = new ZipDeflate(name);
    zip.add(part);
    return part;
  };
  for (const [name, xml] of Object.entries(parts)) add(name).push(strToU8(declaration + xml), true);
  const sheet = add('xl/worksheets/sheet1.xml');
  sheet.push(strToU8(`${declaration}<worksheet xmlns="${spreadsheet}"><sheetData>${row(header)}`));
  let count = 1;
  for await (const rows of pages) {
    count += rows.length;
    if (count > mostRows) throw new Error('more rows than a sheet holds');
    sheet.push(strToU8(rows.map(row).join('')));
    yield* made.splice(0);
  }
  sheet.push(strToU8('</sheetData></worksheet>'), true);
  zip.end();
  yield* made.splice(0);
}

export const row = (cells: readonly Written[]): string => `<row>${cells.map(cellXml).join('')}</row>`;

function cellXml(cell: Written): string {
  if (typeof cell === 'number') return `<c><v>${cell}</v></c>`;
  if (typeof cell === 'boolean') return `<c t="b"><v>${Number(cell)}</v></c>`;
  return cell === '' ? '<c/>' : `<c t="inlineStr"><is><t xml:space="preserve">${escaped(cell)}</t></is></c>`;
}

/** What looks like an escape of the format, `_x0041_`, is none. Source: ECMA-376, part 1, 22.9.2.19. */
const escapeOf = (text: string): string => text.replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_');
const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
/** XML has no place for most control characters; a cell holds 32,767 characters. */
export const escaped = (text: string): string =>
  escapeOf(text.slice(0, 32_767))
    .replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, '')
    .replace(/[&<>]/g, (sign) => entities[sign] ?? '');
