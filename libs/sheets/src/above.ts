import { outcomeOf, type Known } from './cell.js';
import { bare, Unfit, type Remark } from './column.js';
import type { Found, Header } from './header.js';
import type { Cell, Row } from './row.js';

type Columns = readonly (Found & Known)[];

/**
 * What stands above a header besides titles. A title, a unit or a date says one thing a row; a row that says more is told,
 * but for the example of a template that nobody has written over.
 * @throws Unfit where a row looks like a record: nobody may lose one because the header stands below it.
 */
export function aboveIn(rows: readonly Row[], { line, names }: Header, columns: Columns): readonly Remark[] {
  const own = rows.flatMap((row) => (row.line < line ? [{ line: row.line, cells: ownCells(row, names) }] : []));
  const found = own.filter(({ cells }) => filled(cells) > 1 && !isExample(cells, columns));
  const records = found.filter(({ cells }) => isRecord(cells, columns));
  if (records.length > 0) throw new Unfit(records.map((record) => ({ line: record.line, column: '', ...fault })));
  return found.map((row) => ({ line: row.line, column: '', rule: 'sheet.row_above', text: note }));
}

const fault = {
  rule: 'ROW_ABOVE_HEADER',
  text: {
    zh: '此行在表头以上，却像一条记录；请移到表头以下，不是记录的请删除',
    en: 'the row stands above the header and looks like a record; move it below the header, or take it out',
  },
};
const note = { zh: '此行在表头以上，不会导入', en: 'the row stands above the header; it is left out' };

const filled = (cells: readonly Cell[]): number => cells.filter((cell) => cell !== '').length;

/** The cells of a row that say something by themselves: not those merged with another, nor names that the header has as well. */
const ownCells = ({ cells, spread = [] }: Row, names: readonly string[]): readonly Cell[] =>
  cells.map((cell, at) => {
    const named = typeof cell === 'string' && bare(cell) !== '' && bare(cell) === names[at];
    return named || spread.includes(at) ? '' : cell;
  });

const isExample = (cells: readonly Cell[], columns: Columns): boolean =>
  columns.every((column) => meant(column, cells[column.at] ?? '') === meant(column, column.example ?? ''));
const meant = (column: Known, cell: Cell): string => JSON.stringify(outcomeOf(column, cell));

/**
 * Whether a row holds what a record must have and nothing that a record may not have. Where no code, number, day or choice
 * speaks for it, as many as half of the columns do.
 */
function isRecord(cells: readonly Cell[], columns: Columns): boolean {
  const said = columns.map((column) => ({ ...column, cell: cells[column.at] ?? '' }));
  if (said.some(({ cell, ...column }) => 'rule' in outcomeOf(column, cell) || isNoCode(column, cell))) return false;
  const telling = said.filter(({ cell }) => cell !== '');
  return telling.some(({ type }) => typed.has(type)) || telling.length * 2 >= columns.length;
}

const typed: ReadonlySet<Known['type']> = new Set(['code', 'number', 'day', 'choice']);
/** Whatever stands in a column of codes is taken for one; without a digit it is none. */
const isNoCode = ({ type }: Known, cell: Cell): boolean =>
  type === 'code' && typeof cell === 'string' && cell !== '' && !/\d/.test(cell.normalize('NFKC'));
