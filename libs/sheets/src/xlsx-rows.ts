import { Unzip, UnzipInflate } from 'fflate';
import { SaxesParser } from 'saxes';
import { refuse } from './refusals.js';
import { most, type Row } from './row.js';

const chunkBytes = 32 * 1024;

/** Rows of the first sheet of a workbook. Throws SHEET_UNREADABLE, SHEET_TOO_LARGE. Source: ECMA-376, part 1, 18.3. */
export function* xlsxRows(file: Uint8Array): Generator<Row> {
  const budget = { left: most.unpackedBytes };
  try {
    const sheet = firstSheet(file, budget);
    const shared = [...sharedStrings(file, budget)];
    yield* rowsIn(partOf(file, sheet, budget), shared);
  } catch (error) {
    if (error instanceof Error && 'reason' in error) throw error;
    throw refuse.SHEET_UNREADABLE();
  }
}

/** What may still be unpacked: a small archive can hold a very large sheet. */
interface Budget {
  left: number;
}

/** The text of one part of the archive, piece by piece; nothing where there is no such part. */
function* partOf(file: Uint8Array, name: string, budget: Budget): Generator<string> {
  const decoder = new TextDecoder('utf-8');
  const made: string[] = [];
  const unzip = new Unzip((part) => {
    if (part.name !== name) return;
    part.ondata = (error, bytes, final) => {
      if (error) throw error;
      budget.left -= bytes.length;
      if (budget.left < 0) throw refuse.SHEET_TOO_LARGE();
      made.push(decoder.decode(bytes, { stream: !final }));
    };
    part.start();
  });
  unzip.register(UnzipInflate);
  for (let at = 0; at < file.length; at += chunkBytes) {
    unzip.push(file.subarray(at, at + chunkBytes), at + chunkBytes >= file.length);
    yield* made.splice(0);
  }
}

const whole = (pieces: Iterable<string>): string => [...pieces].join('');

/** The part that holds the first sheet, by the workbook and its relationships. */
function firstSheet(file: Uint8Array, budget: Budget): string {
  const workbook = whole(partOf(file, 'xl/workbook.xml', budget));
  const id = /<(?:\w+:)?sheet\b[^>]*?\br:id="([^"]+)"/.exec(workbook)?.[1] ?? '';
  const relationships = whole(partOf(file, 'xl/_rels/workbook.xml.rels', budget));
  const tags = relationships.match(/<(?:\w+:)?Relationship\b[^>]*>/g) ?? [];
  const target = /\bTarget="([^"]+)"/.exec(tags.find((tag) => tag.includes(`"${id}"`)) ?? '')?.[1];
  if (target === undefined) throw refuse.SHEET_UNREADABLE();
  return target.startsWith('/') ? target.slice(1) : `xl/${target}`;
}

/** Texts that cells share, in their order; how they are read aloud is left out. */
function* sharedStrings(file: Uint8Array, budget: Budget): Generator<string> {
  const found: string[] = [];
  let [text, inText, aloud] = ['', false, false];
  const parser = new SaxesParser();
  parser.on('opentag', ({ name }) => {
    const tag = local(name);
    if (tag === 'si') text = '';
    else if (tag === 'rPh') aloud = true;
    else if (tag === 't') inText = !aloud;
  });
  parser.on('text', (piece) => {
    if (inText) text += piece;
  });
  parser.on('closetag', ({ name }) => {
    const tag = local(name);
    if (tag === 't') inText = false;
    else if (tag === 'rPh') aloud = false;
    else if (tag === 'si') found.push(text);
  });
  for (const piece of partOf(file, 'xl/sharedStrings.xml', budget)) {
    parser.write(piece);
    yield* found.splice(0);
  }
}

function* rowsIn(pieces: Iterable<string>, shared: readonly string[]): Generator<Row> {
  const found: Row[] = [];
  let [line, column, type, text, inValue] = [0, 0, '', '', false];
  let cells: string[] = [];
  const parser = new SaxesParser();
  parser.on('opentag', ({ name, attributes }) => {
    const tag = local(name);
    const { r, t } = attributes as Readonly<Record<string, string | undefined>>;
    if (tag === 'row') [line, column, cells] = [Number(r ?? line + 1), 0, []];
    else if (tag === 'c') {
      column = r === undefined ? column + 1 : columnOf(r);
      if (column > most.columns * 10) throw refuse.SHEET_TOO_LARGE({ line: String(line) });
      [type, text] = [t ?? 'n', ''];
    } else if (tag === 'v' || tag === 't') inValue = true;
  });
  parser.on('text', (piece) => {
    if (inValue) text += piece;
  });
  parser.on('closetag', ({ name }) => {
    const tag = local(name);
    if (tag === 'v' || tag === 't') inValue = false;
    else if (tag === 'c') {
      while (cells.length < column - 1) cells.push('');
      cells[column - 1] = type === 's' ? (shared[Number(text)] ?? '') : type === 'e' ? '' : text;
    } else if (tag === 'row') found.push({ line, cells });
  });
  for (const piece of pieces) {
    parser.write(piece);
    yield* found.splice(0);
  }
}

const local = (name: string): string => name.slice(name.indexOf(':') + 1);

/** `AB12` → 28. */
function columnOf(reference: string): number {
  let column = 0;
  for (const letter of /^[A-Z]+/.exec(reference)?.[0] ?? '') column = column * 26 + letter.charCodeAt(0) - 64;
  return column;
}
