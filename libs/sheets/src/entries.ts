import type { Text } from '@doorstep/domain';
import type { Column, Remark } from './column.js';
import { aboveIn } from './above.js';
import { knownOf, outcomeOf, spreadNumber, type Known, type Value } from './cell.js';
import { headerIn, type Found, type Header } from './header.js';
import { Notes } from './notes.js';
import type { OpenSheet } from './reader/reader.js';
import type { Cell, Row } from './row.js';
import { blankRows, existingRows, hiddenRows, mergedRows, skippedBy } from './skipped.js';

/** Values of a line, by field. */
export type Values = Readonly<Record<string, Value>>;

/** A line of a sheet, understood. */
export interface Entry {
  readonly line: number;
  readonly values: Values;
  /** Where the sheet has a column for it: name of the record from which the line was exported. */
  readonly name?: string;
  readonly faults: readonly Remark[];
}

/** What of a sheet becomes lines. */
export interface Table {
  /** The lines below the header, from the first on with every call. Throws what reading throws. */
  entries(): AsyncGenerator<Entry>;
  /** What is left out: columns, sheets, and, once the entries were gone through, lines. */
  readonly notes: readonly Remark[];
  /** Tells of lines whose records are there: they would be recorded once more. */
  tellExisting(line: number, name: string): void;
}

/** The lines of the one sheet of a workbook that has a header. Columns may stand in any order. Throws Unfit. */
export function tableIn(sheet: OpenSheet, columns: readonly Column[]): Table {
  const header = headerIn(sheet.heads, columns);
  const known = header.columns.map(knownOf);
  const above = aboveIn(sheet.heads[header.sheet]?.rows ?? [], header, known);
  const notes = new Notes([...header.notes, ...above]);
  return {
    entries: () => entriesOf(sheet.rows(header.sheet), header, known, notes),
    tellExisting(line, name) {
      const zh = `已有记录 ${name}；导入会另外登记一条，不会更新它`;
      notes.row(existingRows, line, {
        zh,
        en: `${name} is there: the row makes another record, and does not change it`,
      });
    },
    get notes() {
      return notes.all;
    },
  };
}

async function* entriesOf(
  rows: AsyncIterable<Row>,
  header: Header,
  columns: readonly (Found & Known)[],
  notes: Notes,
): AsyncGenerator<Entry> {
  let last = header.line;
  for await (const row of rows) {
    const { line, cells } = row;
    if (line <= header.line) continue;
    if (line > last + 1) notes.row(blankRows, last + 1, blank(last + 1, line - 1));
    last = line;
    for (const column of unnamed(cells, header)) notes.column(column);
    const skipped = skippedBy(cells, header);
    if (skipped)
      notes.row(skipped, line, { zh: `${skipped.zh}，不会导入`, en: `the row ${skipped.en}; it is left out` });
    else {
      tellUnseen(row, columns, notes);
      yield entryOf(row, columns, row.cells[header.nameAt]);
    }
  }
}

const blank = (from: number, to: number): Text =>
  from === to
    ? { zh: '空行', en: 'an empty row' }
    : { zh: `第 ${from} 至 ${to} 行为空行`, en: `rows ${from} to ${to} are empty` };

/** Cells below which no header stands. */
const unnamed = (cells: readonly Cell[], { line, names }: Header): readonly Remark[] =>
  cells.flatMap((cell, at) => {
    if (cell === '' || (names[at] ?? '') !== '') return [];
    const zh = `第 ${at + 1} 列没有列名，不会导入`;
    const en = `column ${at + 1} has no name; it is left out`;
    return [{ line, column: String(at + 1), rule: 'sheet.column_unnamed', text: { zh, en } }];
  });

/** What is imported although whoever looks at the sheet may not know of it. */
function tellUnseen({ line, cells, hidden, spread = [] }: Row, columns: readonly Found[], notes: Notes): void {
  if (hidden) {
    const en = 'the row is hidden or filtered out; it is imported all the same';
    notes.row(hiddenRows, line, { zh: '此行被隐藏或筛选掉，仍会导入', en });
  }
  const merged = columns.filter(({ at }) => spread.includes(at) && (cells[at] ?? '') !== '');
  if (merged.length === 0) return;
  const names = merged.map(({ called }) => `“${called}”`).join('、');
  const en = `what stands in ${names} is that of the cell with which it is merged`;
  notes.row(mergedRows, line, { zh: `${names}取自合并单元格，视为本行也填写了同样内容`, en });
}

function entryOf({ line, cells, spread = [] }: Row, columns: readonly (Found & Known)[], name: Cell = ''): Entry {
  const values: [string, Value][] = [];
  const faults: Remark[] = [];
  for (const column of columns) {
    const cell = cells[column.at] ?? '';
    const twice = column.type === 'number' && cell !== '' && spread.includes(column.at);
    const outcome = twice ? spreadNumber() : outcomeOf(column, cell);
    if ('rule' in outcome) faults.push({ line, column: column.called, ...outcome });
    else if (outcome.value !== undefined) values.push([column.field, outcome.value]);
  }
  return { line, values: Object.fromEntries(values), faults, ...(typeof name === 'string' && name !== '' && { name }) };
}
