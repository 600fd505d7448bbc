import { eventually } from '@doorstep/testing';
import { strToU8, zipSync } from 'fflate';
import type { Client, Item } from './client.js';

/** Cells of a sheet, line by line. */
export type Table = readonly (readonly string[])[];

/** CSV as Excel on a Chinese machine writes it: GB18030. Throws where a letter has no two-byte code. */
export function gb18030(table: Table): Uint8Array<ArrayBuffer> {
  const text = table.map((row) => row.map(quoted).join(',')).join('\r\n');
  return Uint8Array.from(
    Array.from(text).flatMap((letter) =>
      letter < '\x80' ? letter.charCodeAt(0) : (codes.get(letter) ?? unknown(letter)),
    ),
  );
}
const quoted = (cell: string): string => (/[",]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
const unknown = (letter: string): never => {
  throw new Error(`${letter} has no code`);
};

/** Two-byte codes of GB18030, from what the decoder makes of each. */
const codes = new Map(
  Array.from({ length: 126 * 191 }, (_, at) => [0x81 + Math.floor(at / 191), 0x40 + (at % 191)] as const)
    .filter(([, low]) => low !== 0x7f)
    .map((code) => [new TextDecoder('gb18030').decode(Uint8Array.from(code)), [...code]] as const),
);

const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';

/** A workbook with a title over all of its columns; a number stands as a number, as Excel keeps days. */
export function workbook(title: string, table: Table): Uint8Array<ArrayBuffer> {
  const width = String.fromCharCode(64 + (table[0]?.length ?? 1));
  const cell = (text: string): string =>
    /^\d{5}$/.test(text) ? `<c><v>${text}</v></c>` : `<c t="inlineStr"><is><t>${text}</t></is></c>`;
  const rows = [[title], ...table].map((row) => `<row>${row.map(cell).join('')}</row>`).join('');
  const merged = `<mergeCells count="1"><mergeCell ref="A1:${width}1"/></mergeCells>`;
  const office = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml';
  const parts = {
    '[Content_Types].xml': `<Types><Override PartName="/xl/workbook.xml" ContentType="${office}"/></Types>`,
    'xl/workbook.xml': '<workbook xmlns:r="r"><sheets><sheet name="台账" sheetId="1" r:id="rId1"/></sheets></workbook>',
    'xl/_rels/workbook.xml.rels':
      '<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>',
    'xl/worksheets/sheet1.xml': `<worksheet xmlns="${main}"><sheetData>${rows}</sheetData>${merged}</worksheet>`,
  };
  return Uint8Array.from(zipSync(Object.fromEntries(Object.entries(parts).map(([name, xml]) => [name, strToU8(xml)]))));
}

/** Media types by which sheets are uploaded and downloaded. */
export const csvType = 'text/csv';
export const xlsxType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** Takes a sheet in as evidence about a division. @returns its name. */
export const uploaded = async (by: Client, division: string, file: Uint8Array<ArrayBuffer>): Promise<string> => {
  const type = file[0] === 0x50 ? xlsxType : csvType;
  const path = `/v1/evidence?about=divisions/${division}&kind=KIND_SHEET`;
  return (await by.done(`POST ${path}`, file, { 'content-type': type })).name;
};

/** An import once it is in a state. */
export const reached = (by: Client, name: string, state: string, withinMs = 30_000): Promise<Item> =>
  eventually(async () => {
    const found = await by.done(`GET /v1/${name}`);
    if (found.state !== `STATE_${state}`) throw new Error(`${name} is ${found.state}`);
    return found;
  }, withinMs);
