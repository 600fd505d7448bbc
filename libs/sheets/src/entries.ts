import { bare, type Column, type Remark } from './column.js';
import { knownOf, outcomeOf, type Known, type Value } from './cell.js';
import { headerIn, type Found, type Header } from './header.js';
import type { OpenSheet } from './reader/reader.js';
import type { Cell, Row } from './row.js';

/** Values of a line, by field. */
export type Values = Readonly<Record<string, Value>>;

/** A line of a sheet, understood. */
export interface Entry {
  readonly line: number;
  readonly values: Values;
  readonly faults: readonly Remark[];
}

/** What of a sheet becomes lines. */
export interface Table {
  /** The lines below the header, from the first on with every call. Throws what reading throws. */
  entries(): AsyncGenerator<Entry>;
  /** What is left out: columns, sheets, and, once the entries were gone through, lines. */
  readonly notes: readonly Remark[];
}

/** A report of what is left out has an end. */
const mostNotes = 200;

/** The lines of the one sheet of a workbook that has a header. Columns may stand in any order. Throws Unfit. */
export function tableIn(sheet: OpenSheet, columns: readonly Column[]): Table {
  const header = headerIn(sheet.heads, columns);
  const known = header.columns.map(knownOf);
  const notes = new Map(header.notes.slice(0, mostNotes).map((note) => [keyOf(note), note]));
  const note = (one: Remark): void => {
    if (notes.size < mostNotes || notes.has(keyOf(one))) notes.set(keyOf(one), one);
  };
  return {
    entries: () => entriesOf(sheet.rows(header.sheet), header, known, note),
    get notes() {
      return [...notes.values()];
    },
  };
}

const keyOf = ({ line, rule, column }: Remark): string => `${line} ${rule} ${column}`;

async function* entriesOf(
  rows: AsyncIterable<Row>,
  header: Header,
  columns: readonly (Found & Known)[],
  note: (one: Remark) => void,
): AsyncGenerator<Entry> {
  let last = header.line;
  for await (const { line, cells } of rows) {
    if (line <= header.line) continue;
    if (line > last + 1) note(blank(last + 1, line - 1));
    last = line;
    unnamed(cells, header).forEach(note);
    const skipped = skippedBy(line, cells, header);
    if (skipped) note(skipped);
    else yield entryOf(line, cells, columns);
  }
}

/** What the first cell of a row says that adds up those above. */
const totals = new Set(['合计', '总计', '小计', '共计', '累计', '总合计', '本页合计', 'total', 'subtotal', 'sum']);

/** A row that is no record: one that adds up, or the header once more, as on each page of a print. */
function skippedBy(line: number, cells: readonly Cell[], { names }: Header): Remark | undefined {
  const texts = cells.map((cell) => (typeof cell === 'string' ? bare(cell) : ''));
  if (totals.has(texts.find((text) => text !== '') ?? ''))
    return skipped(line, 'row_total', '合计行', 'adds up others');
  const again = names.every((name, at) => name === (texts[at] ?? '')) && texts.length <= names.length;
  return again ? skipped(line, 'row_header', '重复的表头', 'is the header again') : undefined;
}

const skipped = (line: number, rule: string, zh: string, en: string): Remark => ({
  line,
  column: '',
  rule: `sheet.${rule}`,
  text: { zh: `${zh}，不会导入`, en: `the row ${en}; it is left out` },
});

function blank(from: number, to: number): Remark {
  const text =
    from === to
      ? { zh: '空行', en: 'an empty row' }
      : { zh: `第 ${from} 至 ${to} 行为空行`, en: `rows ${from} to ${to} are empty` };
  return { line: from, column: '', rule: 'sheet.row_blank', text };
}

/** Cells below which no header stands. */
const unnamed = (cells: readonly Cell[], { line, names }: Header): readonly Remark[] =>
  cells.flatMap((cell, at) => {
    if (cell === '' || (names[at] ?? '') !== '') return [];
    const zh = `第 ${at + 1} 列没有列名，不会导入`;
    const en = `column ${at + 1} has no name; it is left out`;
    return [{ line, column: String(at + 1), rule: 'sheet.column_unnamed', text: { zh, en } }];
  });

function entryOf(line: number, cells: readonly Cell[], columns: readonly (Found & Known)[]): Entry {
  const values: [string, Value][] = [];
  const faults: Remark[] = [];
  for (const column of columns) {
    const outcome = outcomeOf(column, cells[column.at] ?? '');
    if ('rule' in outcome) faults.push({ line, column: column.called, ...outcome });
    else if (outcome.value !== undefined) values.push([column.field, outcome.value]);
  }
  return { line, values: Object.fromEntries(values), faults };
}
