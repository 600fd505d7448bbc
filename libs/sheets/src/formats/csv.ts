import { isUtf8 } from 'node:buffer';
import { Readable } from 'node:stream';
import { parse } from 'csv-parse';
import { most, type Row } from '../row.js';
import type { Book } from './book.js';
import { Spoilt } from './spoilt.js';
import { textOf } from './values.js';

const chunkBytes = 64 * 1024;
/** What may stand between cells; spreadsheets of some languages write semicolons, copies from a page tabs. */
const delimiters = [',', '\t', ';'] as const;

/** CSV by RFC 4180, in UTF-8, UTF-16 or what Excel writes on a Chinese machine. */
export function csvBook(file: Buffer): Book {
  const encoding = encodingOf(file);
  const delimiter = delimiterIn(file, encoding);
  return [{ name: '', hidden: false, hiddenColumns: new Set(), rows: () => rowsIn(file, encoding, delimiter) }];
}

async function* rowsIn(file: Buffer, encoding: string, delimiter: string): AsyncGenerator<Row> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  const parser = parse({
    bom: true,
    delimiter,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    max_record_size: most.columns * most.cell,
  });
  let [line, widest] = [0, 0];
  let ours: boolean | undefined;
  try {
    for await (const one of Readable.from(texts(file, decoder)).compose(parser)) {
      const record = one as readonly string[];
      line += 1; // as a spreadsheet shows it: however many lines a text of the row has
      if (record.some((cell, at) => swallows(cell, at, Math.max(widest, record.length), delimiter)))
        throw new Spoilt('QUOTE_OPEN', line);
      widest = Math.max(widest, record.length);
      if (record.length > most.columns && record.slice(most.columns).some((cell) => cell.trim() !== ''))
        throw new Spoilt('SHEET_TOO_LARGE', line);
      ours ??= isOurs(record);
      yield { line, cells: record.slice(0, most.columns).map(ours ? unprotected : textOf) };
    }
  } catch (error) {
    throw spoiltBy(error, line + 1);
  }
}

/** What decoder and parser throw over a file, by their codes. */
function spoiltBy(error: unknown, line: number): unknown {
  const code = String((error as { readonly code?: unknown }).code);
  if (code === 'CSV_MAX_RECORD_SIZE') return new Spoilt('SHEET_TOO_LARGE', line);
  if (/^(CSV_QUOTE_NOT_CLOSED|CSV_INVALID_CLOSING_QUOTE|INVALID_OPENING_QUOTE|CSV_INVALID_OPENING_QUOTE)$/.test(code))
    return new Spoilt('QUOTE_OPEN', line);
  return /^(ERR_ENCODING|CSV_)/.test(code) ? new Spoilt('SHEET_UNREADABLE', line) : error;
}

const breaksIn = (cell: string): number => (cell.includes('\n') || cell.includes('\r') ? linesOf(cell).length - 1 : 0);
const linesOf = (cell: string): readonly string[] => cell.split(/\r\n|\r|\n/);

/**
 * Whether a quoted text took rows in, because a quote that opens it is a sign for inches, and another row has one, too:
 * the first of its lines has the cells that follow in its row, the last those that come before, those between whole rows.
 */
function swallows(cell: string, at: number, columns: number, delimiter: string): boolean {
  if (columns < 3 || breaksIn(cell) === 0) return false;
  const counts = linesOf(cell).map((one) => one.split(delimiter).length - 1);
  const [first = 0, last = 0] = [counts.at(0), counts.at(-1)];
  return first >= columns - 1 - at && last >= at && counts.slice(1, -1).every((count) => count >= columns - 1);
}

/** A column as our own export heads it, `标题 (title)`; also once a spreadsheet has kept it again. */
const ourColumn = /^[^()]{1,200} \([a-z][A-Za-z\d.]{0,100}\)$/;
const isOurs = (header: readonly string[]): boolean => {
  const names = header.map((name) => name.trim()).filter(Boolean);
  return names.length > 0 && names.every((name) => ourColumn.test(name.slice(0, 400)));
};

/**
 * Our own export puts an apostrophe before what a spreadsheet would run as a formula, whatever apostrophes stand there
 * already: one goes. In a sheet of anybody else it is a letter that somebody typed.
 */
const unprotected = (cell: string): string => textOf(/^'+[=+\-@\t\r\n＝＋－＠]/.test(cell) ? cell.slice(1) : cell);

function* texts(file: Buffer, decoder: TextDecoder): Generator<string> {
  for (let at = 0; at < file.length; at += chunkBytes)
    yield decoder.decode(file.subarray(at, at + chunkBytes), { stream: true });
  yield decoder.decode();
}

function encodingOf(file: Buffer): string {
  if (file[0] === 0xff && file[1] === 0xfe) return 'utf-16le'; // Excel: "Unicode text"
  if (file[0] === 0xfe && file[1] === 0xff) return 'utf-16be';
  return isUtf8(file) ? 'utf-8' : 'gb18030';
}

/** The one of which the first lines have most outside of quotes. */
function delimiterIn(file: Buffer, encoding: string): string {
  const head = new TextDecoder(encoding).decode(file.subarray(0, 4096));
  const outside = head
    .split('"')
    .filter((_, at) => at % 2 === 0)
    .join('');
  const count = (delimiter: string): number => outside.split(delimiter).length;
  return delimiters.reduce((best, one) => (count(one) > count(best) ? one : best));
}
