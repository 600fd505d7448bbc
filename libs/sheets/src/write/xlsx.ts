import { strToU8, Zip, ZipDeflate } from 'fflate';

/** What a cell of a sheet holds. */
export type Written = string | number | boolean | Moment;

/** An instant or a day as a spreadsheet keeps it: days since 1899-12-30, by the clocks of the county. */
export interface Moment {
  readonly days: number;
  /** The same for people, `2025-03-04 10:00:00` or `2025-03-04`. */
  readonly text: string;
  readonly kind: 'instant' | 'day';
}

export const spreadsheet = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
export const relationships = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
export const packaged = 'http://schemas.openxmlformats.org/package/2006';
export const office = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
export const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';

/** Places of the formats among the cellXfs. */
export const style = { plain: 0, bold: 1, day: 2, instant: 3, text: 4 } as const;
/** Of every workbook that we write. Some readers open none without the two fills that each has. Source: ECMA-376, part 1, 18.8. */
export const styles =
  `<styleSheet xmlns="${spreadsheet}"><numFmts count="2">` +
  '<numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/><numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/>' +
  '</numFmts><fonts count="2"><font/><font><b/></font></fonts>' +
  '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>' +
  '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="5">' +
  '<xf/><xf fontId="1" applyFont="1"/><xf numFmtId="164" applyNumberFormat="1"/><xf numFmtId="165" applyNumberFormat="1"/>' +
  '<xf numFmtId="49" applyNumberFormat="1"/></cellXfs>' +
  '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>';

/** The parts of a workbook of one sheet, but for the sheet. Source: ECMA-376, part 1. */
const parts: Readonly<Record<string, string>> = {
  '[Content_Types].xml':
    `<Types xmlns="${packaged}/content-types">` +
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
    `<Override PartName="/xl/workbook.xml" ContentType="${office}.sheet.main+xml"/>` +
    `<Override PartName="/xl/styles.xml" ContentType="${office}.styles+xml"/>` +
    `<Override PartName="/xl/worksheets/sheet1.xml" ContentType="${office}.worksheet+xml"/></Types>`,
  '_rels/.rels':
    `<Relationships xmlns="${packaged}/relationships">` +
    `<Relationship Id="rId1" Type="${relationships}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  'xl/workbook.xml':
    `<workbook xmlns="${spreadsheet}" xmlns:r="${relationships}">` +
    '<sheets><sheet name="导出" sheetId="1" r:id="rId1"/></sheets></workbook>',
  'xl/_rels/workbook.xml.rels':
    `<Relationships xmlns="${packaged}/relationships">` +
    `<Relationship Id="rId1" Type="${relationships}/worksheet" Target="worksheets/sheet1.xml"/>` +
    `<Relationship Id="rId2" Type="${relationships}/styles" Target="styles.xml"/></Relationships>`,
  'xl/styles.xml': styles,
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
  sheet.push(strToU8(declaration + beginning(header)));
  let count = 1;
  for await (const rows of pages) {
    count += rows.length;
    if (count > mostRows) throw new Error('more rows than a sheet holds');
    sheet.push(strToU8(rows.map(row).join('')));
    yield* made.splice(0);
  }
  const filter = `<autoFilter ref="A1:${lettersOf(header.length)}${count}"/>`;
  sheet.push(strToU8(`</sheetData>${filter}</worksheet>`), true);
  zip.end();
  yield* made.splice(0);
}

export const row = (cells: readonly Written[]): string => `<row>${cells.map(cellXml).join('')}</row>`;

/** The header stands still while rows pass, and columns are as wide as most of what they hold. */
function beginning(header: readonly string[]): string {
  const widths = header.map(
    (text, at) => `<col min="${at + 1}" max="${at + 1}" width="${widthOf(text)}" customWidth="1"/>`,
  );
  const still = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>';
  const cells = header.map((text) => textXml(text, ` s="${style.bold}"`)).join('');
  return (
    `<worksheet xmlns="${spreadsheet}"><sheetViews><sheetView workbookViewId="0">${still}</sheetView></sheetViews>` +
    `<cols>${widths.join('')}</cols><sheetData><row>${cells}</row>`
  );
}

/** In characters; those of Chinese are two wide. */
const widthOf = (header: string): number =>
  Math.min(40, Math.max(12, (header.split(' (')[0] ?? '').length * 2 + 4, /Time\)$/.test(header) ? 20 : 0));

/** 28 → `AB`. */
function lettersOf(column: number): string {
  const rest = Math.floor((column - 1) / 26);
  return (rest === 0 ? '' : lettersOf(rest)) + String.fromCharCode(65 + ((column - 1) % 26));
}

function cellXml(cell: Written): string {
  if (typeof cell === 'number') return `<c><v>${cell}</v></c>`;
  if (typeof cell === 'boolean') return `<c t="b"><v>${Number(cell)}</v></c>`;
  if (typeof cell === 'object') return `<c s="${style[cell.kind]}"><v>${cell.days}</v></c>`;
  return cell === '' ? '<c/>' : textXml(cell);
}

/** What looks like an escape of the format, `_x0041_`, is none. Source: ECMA-376, part 1, 22.9.2.19. */
const escapeOf = (text: string): string => text.replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_');
const textXml = (text: string, style = ''): string =>
  `<c t="inlineStr"${style}><is><t xml:space="preserve">${escaped(text)}</t></is></c>`;

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
/** XML has no place for most control characters; a cell holds 32,767 characters. */
export const escaped = (text: string): string =>
  escapeOf(text.slice(0, 32_767))
    .replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, '')
    .replace(/[&<>]/g, (sign) => entities[sign] ?? '');
