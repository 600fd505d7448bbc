import { isUtf8 } from 'node:buffer';
import { Readable } from 'node:stream';
import { parse, type Info } from 'csv-parse';
import { refuse } from './refusals.js';
import type { Row } from './row.js';

/** Codes of what decoder and parser throw over a file. */
const unreadable = /^(ERR_ENCODING|CSV_)/;
const chunkBytes = 64 * 1024;
/** What may stand between cells; spreadsheets of some languages write semicolons, copies from a page tabs. */
const delimiters = [',', '\t', ';'] as const;

/** Rows of CSV, in UTF-8 or what Excel writes on a Chinese machine. Throws SHEET_UNREADABLE. */
export async function* csvRows(file: Uint8Array): AsyncGenerator<Row> {
  const decoder = new TextDecoder(isUtf8(file) ? 'utf-8' : 'gb18030', { fatal: true });
  const parser = parse({
    bom: true,
    delimiter: delimiterIn(file),
    relax_column_count: true,
    relax_quotes: true,
    info: true,
    max_record_size: 1024 * 1024,
  });
  try {
    for await (const one of Readable.from(texts(file, decoder)).compose(parser)) {
      const { record, info } = one as { record: string[]; info: Info };
      yield { line: info.lines, cells: record };
    }
  } catch (error) {
    if (unreadable.test(String((error as { readonly code?: unknown }).code))) throw refuse.SHEET_UNREADABLE();
    throw error;
  }
}

function* texts(file: Uint8Array, decoder: TextDecoder): Generator<string> {
  for (let at = 0; at < file.length; at += chunkBytes)
    yield decoder.decode(file.subarray(at, at + chunkBytes), { stream: true });
  yield decoder.decode();
}

/** The one of which the first lines have most: bytes below 64 are themselves in either encoding. */
function delimiterIn(file: Uint8Array): string {
  const head = Buffer.from(file.subarray(0, 4096)).toString('latin1');
  const count = (delimiter: string): number => head.split(delimiter).length;
  return delimiters.reduce((best, one) => (count(one) > count(best) ? one : best));
}
