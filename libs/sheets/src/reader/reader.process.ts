import { batch, headRows, type FromReader, type Head, type ToReader } from './messages.js';
import { openBook } from '../formats/open.js';
import type { Book, Sheet } from '../formats/book.js';
import { most, type Cell, type Row } from '../row.js';
import { Spoilt } from '../formats/spoilt.js';

// A process of its own, which reads the sheets that strangers send: what harms, harms nobody else.

const send = (message: FromReader): Promise<void> =>
  new Promise((resolve) => process.send?.(message, undefined, undefined, () => resolve()));
let pieces: Uint8Array[] = [];
let book: Book = [];
let rows: AsyncIterator<readonly Row[]> | undefined;

process.on('message', (message: ToReader) => void answer(message).catch(tell));
process.on('disconnect', () => process.exit());

async function answer(message: ToReader): Promise<void> {
  if ('piece' in message) pieces.push(message.piece);
  else if ('whole' in message) {
    const file = Buffer.concat(pieces);
    pieces = [];
    book = await openBook(file);
    await send({ heads: await Promise.all(book.map(headOf)) });
  } else if ('take' in message) {
    rows = batches(notEmpty(sheetAt(message.take)));
    await next();
  } else if ('more' in message) await next();
  else [pieces, book, rows] = [[], [], undefined];
}

async function next(): Promise<void> {
  const found = await rows?.next();
  await send(found === undefined || found.done === true ? { end: true } : { rows: found.value });
}

/** Whatever a file makes of us: it is the file that cannot be read. */
function tell(error: unknown): Promise<void> {
  const { reason, line } = error instanceof Spoilt ? error : new Spoilt('SHEET_UNREADABLE');
  return send({ spoilt: reason, line });
}

function sheetAt(index: number): Sheet {
  const sheet = book[index];
  if (sheet === undefined) throw new Spoilt('SHEET_UNREADABLE');
  return sheet;
}

async function headOf(sheet: Sheet): Promise<Head> {
  const { name, hidden } = sheet;
  const found: Row[] = [];
  if (!hidden)
    for await (const row of notEmpty(sheet)) {
      found.push(row);
      if (found.length >= headRows) break;
    }
  return { name: name.slice(0, 100), hidden, hiddenColumns: [...sheet.hiddenColumns], rows: found };
}

/** Its rows without those that are empty, and without the empty cells behind the last. Throws Spoilt. */
async function* notEmpty(sheet: Sheet): AsyncGenerator<Row> {
  let count = 0;
  for await (const row of sheet.rows()) {
    count += 1;
    if (count > most.rows) throw new Spoilt('SHEET_TOO_LARGE', row.line); // the empty ones take as long
    const last = row.cells.findLastIndex((cell) => cell !== '');
    if (last >= 0) yield { ...row, cells: row.cells.slice(0, last + 1) };
  }
}

async function* batches(all: AsyncIterable<Row>): AsyncGenerator<readonly Row[]> {
  let [some, characters]: [Row[], number] = [[], 0];
  for await (const row of all) {
    some.push(row);
    characters += row.cells.reduce((sum, cell) => sum + weightOf(cell), 0);
    if (some.length < batch.rows && characters < batch.characters) continue;
    yield some;
    [some, characters] = [[], 0];
  }
  if (some.length > 0) yield some;
}

const weightOf = (cell: Cell): number => (typeof cell === 'string' ? cell.length : 40);
