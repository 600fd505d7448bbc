import { csvRows } from './csv-rows.js';
import { refuse } from './refusals.js';
import { most, type Row } from './row.js';
import { xlsxRows } from './xlsx-rows.js';

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
