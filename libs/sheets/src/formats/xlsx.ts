import { most, uncomputed, type Cell, type Row } from '../row.js';
import type { Book } from './book.js';
import { Merges, type Merge } from './merges.js';
import { workbookIn, type Workbook } from './package.js';
import { Spoilt } from './spoilt.js';
import { errorText, isDateFormat, numberCell, textOf, unescaped } from './values.js';
import { steps, through } from './xml.js';
import type { Part } from './zip.js';

/** What all sheets of a workbook share. */
interface Shared {
  readonly from1904: boolean;
  readonly strings: readonly string[];
  /** Whether a style, by its number, shows days. */
  readonly dates: readonly boolean[];
}

/** A workbook as Excel has kept it since 2007. Throws Spoilt. Source: ECMA-376, part 1, 18.3. */
export async function xlsxBook(parts: ReadonlyMap<string, Part>): Promise<Book> {
  const workbook = await workbookIn(parts);
  const shared: Shared = {
    from1904: workbook.from1904,
    strings: workbook.strings ? await stringsIn(workbook.strings) : [],
    dates: workbook.styles ? await datesIn(workbook.styles) : [],
  };
  return workbook.sheets.map(({ name, hidden, part }: Workbook['sheets'][number]) => {
    let merges: Promise<readonly Merge[]> | undefined;
    const hiddenColumns = new Set<number>();
    const rows = async function* (): AsyncGenerator<Row> {
      const merged = new Merges(await (merges ??= mergesIn(part)));
      for await (const row of rowsIn(part, shared, hiddenColumns)) yield merged.fill(row);
    };
    return { name, hidden, hiddenColumns, rows };
  });
}

const mostCharacters = 64 * 1024 * 1024;

/** Texts that cells share, in their order; how they are read aloud is left out. */
async function stringsIn(part: Part): Promise<readonly string[]> {
  const found: string[] = [];
  let [text, inText, aloud, characters] = ['', false, false, 0];
  await through(part, {
    open(tag) {
      if (tag === 'si') text = '';
      else if (tag === 'rPh') aloud = true;
      else if (tag === 't') inText = !aloud;
    },
    text(piece) {
      if (inText) text += piece;
    },
    close(tag) {
      if (tag === 't') inText = false;
      else if (tag === 'rPh') aloud = false;
      else if (tag === 'si') {
        found.push(textOf(unescaped(text)));
        characters += text.length;
        if (characters > mostCharacters) throw new Spoilt('SHEET_TOO_LARGE');
      }
    },
  });
  return found;
}

/** Which styles of cells show days. */
async function datesIn(part: Part): Promise<readonly boolean[]> {
  const codes = new Map<number, string>();
  const found: boolean[] = [];
  let inCells = false;
  await through(part, {
    open(tag, attribute) {
      if (tag === 'cellXfs') inCells = true;
      else if (tag === 'numFmt') codes.set(Number(attribute('numFmtId')), attribute('formatCode') ?? '');
      else if (tag === 'xf' && inCells) {
        const id = Number(attribute('numFmtId') ?? 0);
        found.push(isDateFormat(id, codes.get(id)));
      }
    },
    close(tag) {
      if (tag === 'cellXfs') inCells = false;
    },
  });
  return found;
}

/** They stand behind the rows, so that a sheet is gone through for them first: only where it has some. */
async function mergesIn(part: Part): Promise<readonly Merge[]> {
  const found: Merge[] = [];
  if (!(await mentions(part, 'mergeCell'))) return found;
  await through(part, {
    open(tag, attribute) {
      if (tag !== 'mergeCell') return;
      const [from = '', to = from] = (attribute('ref') ?? '').split(':', 2);
      const [top, bottom] = [placeOf(from), placeOf(to)];
      found.push({ top: top.row, left: top.column, bottom: bottom.row, right: bottom.column });
    },
  });
  return found;
}

/** Whether a word stands in a document. One in UTF-16 is taken for one in which it does. */
async function mentions(part: Part, word: string): Promise<boolean> {
  let before = Buffer.alloc(0);
  for await (const bytes of part.open()) {
    const piece = Buffer.concat([before, bytes]);
    if (piece.includes(word) || piece.subarray(0, 4).includes(0)) return true;
    before = piece.subarray(-word.length);
  }
  return false;
}

async function* rowsIn(part: Part, shared: Shared, hiddenColumns: Set<number>): AsyncGenerator<Row> {
  const reading = new Cells(shared, hiddenColumns);
  const taken = steps(part, reading);
  while ((await taken.next()).done !== true) yield* reading.rows.splice(0);
}

/** The last line that the format has. */
const mostLines = 1_048_576;

/** Takes the cells of a sheet together to rows. Lines and columns rise: of two in one place, one would be lost. */
class Cells {
  readonly rows: Row[] = [];
  private line = 0;
  private column = 0;
  private cells: Cell[] = [];
  private cell = { type: '', style: 0, text: '', formula: false };
  private inValue = false;
  private aloud = false;
  private hidden = false;

  constructor(
    private readonly shared: Shared,
    private readonly hiddenColumns: Set<number>,
  ) {}

  readonly open = (tag: string, attribute: (name: string) => string | undefined): void => {
    if (tag === 'c') {
      const at = attribute('r');
      const column = at === undefined ? this.column + 1 : placeOf(at).column;
      if (!(column > this.column)) throw new Spoilt('SHEET_UNREADABLE', this.line);
      this.column = column;
      const style = Number(attribute('s') ?? 0);
      this.cell = { type: attribute('t') ?? 'n', style, text: '', formula: false };
    } else if (tag === 'row') {
      const line = Number(attribute('r') ?? this.line + 1);
      if (!(Number.isInteger(line) && line > this.line && line <= mostLines)) throw new Spoilt('SHEET_UNREADABLE');
      [this.line, this.column, this.cells] = [line, 0, []];
      this.hidden = isUnseen(attribute('hidden'), attribute('ht'));
    } else if (tag === 'col') {
      if (!isUnseen(attribute('hidden'), attribute('width'))) return;
      const [from, to] = [Number(attribute('min')), Math.min(Number(attribute('max')), most.columns)];
      for (let column = from; column <= to; column += 1) this.hiddenColumns.add(column - 1);
    } else if (tag === 'f') this.cell.formula = true;
    else if (tag === 'rPh') this.aloud = true;
    else if (tag === 'v' || tag === 't') this.inValue = !this.aloud;
  };

  readonly text = (piece: string): void => {
    if (this.inValue) this.cell.text += piece;
  };

  readonly close = (tag: string): void => {
    if (tag === 'v' || tag === 't') this.inValue = false;
    else if (tag === 'rPh') this.aloud = false;
    else if (tag === 'c') this.put(this.value());
    else if (tag === 'row')
      this.rows.push({ line: this.line, cells: this.cells, ...(this.hidden && ({ hidden: true } as const)) });
  };

  private put(value: Cell): void {
    if (value === '') return;
    if (this.column > most.columns) throw new Spoilt('SHEET_TOO_LARGE', this.line);
    while (this.cells.length < this.column) this.cells.push('');
    this.cells[this.column - 1] = value;
  }

  private value(): Cell {
    const { type, style, text, formula } = this.cell;
    const { strings, dates, from1904 } = this.shared;
    if (text === '' && formula && type !== 'str') return { error: uncomputed };
    if (text === '') return '';
    switch (type) {
      case 's': {
        const shared = strings[Number(text)];
        if (shared === undefined) throw new Spoilt('SHEET_UNREADABLE', this.line);
        return shared;
      }
      case 'e':
        return { error: errorText(text) };
      case 'b':
        return text.trim() === '1' || text.trim() === 'true' ? 'TRUE' : 'FALSE';
      case 'n':
        return numberCell(text, { dated: dates[style] ?? false, from1904 });
      case 'd':
        return text.trim().replace(/T00:00:00(\.0+)?Z?$/, '');
      default:
        return textOf(unescaped(text));
    }
  }
}

/** Whether a row or a column is hidden, as a filter hides rows too, or has no height or width. */
const isUnseen = (hidden: string | undefined, size: string | undefined): boolean =>
  /^(1|true|on)$/.test(hidden ?? '') || (size !== undefined && Number(size) === 0);

/** `AB12` → 28 and 12. Columns end at XFD. */
function placeOf(reference: string): { readonly row: number; readonly column: number } {
  const [, letters = '', digits = '0'] = /^\$?([A-Z]{1,3})\$?(\d{0,7})$/i.exec(reference.trim()) ?? [];
  let column = 0;
  for (const letter of letters.toUpperCase()) column = column * 26 + letter.charCodeAt(0) - 64;
  if (column === 0) throw new Spoilt('SHEET_UNREADABLE');
  return { row: Number(digits), column };
}
