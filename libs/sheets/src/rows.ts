import { csvRows } from './csv-rows.js';
import { refuse } from './refusals.js';
import { xlsxRows } from './xlsx-rows.js';

/** A row of a sheet as its cells' texts; an empty cell is an empty text. */
export interface Row {
  /** Number of the line as the spreadsheet shows it, from 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

/** What a sheet may hold. */
export const most = { rows: 100_000, columns: 100, unpackedBytes: 128 * 1024 * 1024 } as const;

/**
 * The rows of a sheet that are not empty, one after another: of the first sheet of an .xlsx, or of CSV in UTF-8 or
 * GB18030. Only the file itself, its shared strings and one row are held in memory. Throws SHEET_UNREADABLE,
 * SHEET_TOO_LARGE.
 * @param file all of its bytes.
 */
export async function* rowsOf(file: Uint8Array): AsyncGenerator<Row> {
  const zipped = file[0] === 0x50 && file[1] === 0x4b;
  let count = 0;
  for await (const row of zipped ? xlsxRows(file) : csvRows(file)) {
    const cells = trimmed(row.cells);
    if (cells.length === 0) continue;
    count += 1;
    if (count > most.rows || cells.length > most.columns) throw refuse.SHEET_TOO_LARGE({ line: String(row.line) });
    yield { line: row.line, cells };
  }
}

/** Without blanks around texts, and without the empty cells behind the last. */
function trimmed(cells: readonly string[]): string[] {
  const texts = cells.map((cell) => cell.trim());
  return texts.slice(0, texts.findLastIndex((text) => text !== '') + 1);
}
