import { read, set_cptable, type CellObject, type WorkBook, type WorkSheet } from '@e965/xlsx';
import * as codePages from '@e965/xlsx/dist/cpexcel.full.mjs';
import { most, uncomputed, type Cell, type Row } from '../row.js';
import type { Book } from './book.js';
import { Merges } from './merges.js';
import { Spoilt } from './spoilt.js';
import { isDateFormat, errorText, numberCell, textOf } from './values.js';

// Workbooks of before 1997 have texts in the code page of their country.
set_cptable(codePages);

/** A workbook of Excel before 2007. Throws Spoilt. */
export function xlsBook(file: Buffer): Book {
  if (file.length > most.wholeBytes) throw new Spoilt('SHEET_TOO_LARGE');
  return bookOf(file);
}

/** What people do not see of a table. Lines and columns from 0. */
export interface Unseen {
  readonly whole: boolean;
  readonly lines: ReadonlySet<number>;
  readonly columns: ReadonlySet<number>;
}

/** A file that SheetJS reads, but for what it does not know to be hidden. Throws Spoilt. */
export function bookOf(file: Buffer, unseen: ReadonlyMap<string, Unseen> = new Map()): Book {
  const { Sheets, SheetNames, Workbook } = opened(file);
  if (SheetNames.length > most.sheets) throw new Spoilt('SHEET_TOO_LARGE');
  const from1904 = Workbook?.WBProps?.date1904 ?? false;
  return SheetNames.map((name, at) => {
    const sheet = Sheets[name] ?? {};
    const { whole, lines, columns } = unseen.get(name) ?? unseenIn(sheet);
    const hidden = (Workbook?.Sheets?.[at]?.Hidden ?? 0) > 0 || whole;
    return { name, hidden, hiddenColumns: columns, rows: () => rowsIn(sheet, lines, from1904) };
  });
}

function unseenIn(sheet: WorkSheet): Unseen {
  const hiddenOf = (all: readonly ({ readonly hidden?: boolean } | undefined)[] = []) =>
    new Set(all.flatMap((one, at) => (one?.hidden ? [at] : [])));
  return { whole: false, lines: hiddenOf(sheet['!rows']), columns: hiddenOf(sheet['!cols']) };
}

function opened(file: Buffer): WorkBook {
  try {
    return read(file, {
      ...{ type: 'buffer', dense: true, sheetRows: most.rows + 1, sheetStubs: true, cellFormula: true, cellNF: true },
      ...{ cellHTML: false, cellText: false, cellStyles: true },
    });
  } catch (error) {
    throw new Spoilt(/password|encrypt/i.test(String(error)) ? 'SHEET_LOCKED' : 'SHEET_UNREADABLE');
  }
}

async function* rowsIn(sheet: WorkSheet, hidden: ReadonlySet<number>, from1904: boolean): AsyncGenerator<Row> {
  const merges = (sheet['!merges'] ?? []).map(({ s, e }) => {
    return { top: s.r + 1, left: s.c + 1, bottom: e.r + 1, right: e.c + 1 };
  });
  const merged = new Merges(merges);
  if (sheet['!fullref'] !== undefined) throw new Spoilt('SHEET_TOO_LARGE', most.rows); // there are rows that were not read
  const rows = sheet['!data'] ?? [];
  for (let at = 0; at < rows.length; at += 1) {
    // Rows have holes.
    const cells = Array.from(rows[at] ?? [], (cell: CellObject | undefined) => cellOf(cell, from1904));
    if (cells.slice(most.columns).some((cell) => cell !== '')) throw new Spoilt('SHEET_TOO_LARGE', at + 1);
    const row = { line: at + 1, cells: cells.slice(0, most.columns) };
    yield merged.fill(hidden.has(at) ? { ...row, hidden: true } : row);
  }
}

/** Names of errors by their numbers. Source: [MS-XLS] 2.5.10. */
const errors: ReadonlyMap<number, string> = new Map<number, string>([
  [0x00, '#NULL!'],
  [0x07, '#DIV/0!'],
  [0x0f, '#VALUE!'],
  [0x17, '#REF!'],
  [0x1d, '#NAME?'],
  [0x24, '#NUM!'],
  [0x2a, '#N/A'],
]);

function cellOf(cell: CellObject | undefined, from1904: boolean): Cell {
  if (cell === undefined) return '';
  const { t: type, v: value, f: formula, z: format } = cell;
  if (type === 'e') return { error: errors.get(Number(value)) ?? errorText(String(value)) };
  if (type === 'z' || value === undefined) return formula === undefined ? '' : { error: uncomputed };
  if (type === 'b') return value === true ? 'TRUE' : 'FALSE';
  if (value instanceof Date) return value.toISOString().slice(0, 10);
  if (typeof value === 'number')
    return numberCell(String(value), { dated: isDateFormat(0, String(format ?? '')), from1904 });
  return textOf(String(value));
}
