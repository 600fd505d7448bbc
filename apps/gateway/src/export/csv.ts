import type { Cell } from './cell.js';

/** Without it Excel takes UTF-8 for the code page of the machine. */
const byteOrderMark = '\ufeff';

/** Rows as CSV by RFC 4180, page by page. */
export async function* csvOf(
  header: readonly string[],
  pages: AsyncIterable<readonly Cell[][]>,
): AsyncGenerator<Buffer> {
  yield Buffer.from(byteOrderMark + line(header));
  for await (const rows of pages) yield Buffer.from(rows.map(line).join(''));
}

const line = (cells: readonly Cell[]): string => `${cells.map(written).join(',')}\r\n`;

function written(cell: Cell): string {
  const text = typeof cell === 'object' ? cell.text : typeof cell === 'string' ? harmless(cell) : String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * A text that a spreadsheet would run as a formula stands behind an apostrophe; so does one that stands behind apostrophes
 * of its own, so that whoever takes one off finds the text. Source: OWASP, CSV Injection.
 */
export const harmless = (text: string): string => (/^'*[=+\-@\t\r\n＝＋－＠]/.test(text) ? `'${text}` : text);
