import { bare, shown, Unfit, type Column, type Remark } from './column.js';
import type { Head } from './reader/messages.js';
import type { Cell, Row } from './row.js';

/** A column as a sheet has it. */
export interface Found extends Column {
  readonly at: number;
  readonly called: string;
}

/** Where the lines of a sheet are found. */
export interface Header {
  /** Index of the sheet. */
  readonly sheet: number;
  readonly line: number;
  readonly columns: readonly Found[];
  /** Names of all columns, known or not, without what varies. */
  readonly names: readonly string[];
  /** Where names of records stand, as in an export; none where no column is called so. */
  readonly nameAt: number;
  /** Which columns and sheets are left out. */
  readonly notes: readonly Remark[];
}

/** What an export calls the column of names, in either language. */
const nameColumns = new Set(['编号', 'name']);

/** The row of a workbook that names its columns, in the one sheet that has it. Throws Unfit. */
export function headerIn(heads: readonly Head[], columns: readonly Column[]): Header {
  const tried = heads.flatMap((head, sheet) =>
    head.hidden ? [] : head.rows.map((row) => ({ sheet, ...matched(row, columns) })),
  );
  const whole = tried.filter(({ missing }) => missing.length === 0);
  const firsts = whole.filter(({ sheet }, at) => whole.findIndex((one) => one.sheet === sheet) === at);
  const [header] = firsts;
  if (header === undefined) throw new Unfit(lacking(tried, columns));
  if (firsts.length > 1) throw new Unfit([several(firsts.map(({ sheet }) => heads[sheet]?.name ?? ''))]);
  const unseen = hiddenOf(header, heads[header.sheet]?.hiddenColumns ?? []);
  return { ...header, notes: [...header.notes, ...unseen, ...ignored(heads, header.sheet)] };
}

type Tried = ReturnType<typeof matched>;

/** The columns that a row names, the required ones that it does not, and its other names. */
function matched({ line, cells }: Row, columns: readonly Column[]) {
  const called = cells.map(nameOf);
  const names = called.map(bare);
  const left = new Set(names.keys());
  const found: Found[] = [];
  const missing: Column[] = [];
  for (const column of columns) {
    const known = new Set(column.names.map(bare));
    const at = names.findIndex((name, index) => left.has(index) && known.has(name));
    left.delete(at);
    if (at >= 0) found.push({ ...column, at, called: shown(called[at] ?? '') });
    else if (column.required) missing.push(column);
  }
  const notes = [...left].flatMap((at) => {
    if (names[at] === '') return [];
    const first = found.find((column) => column.names.map(bare).includes(names[at] ?? ''));
    return [first ? again(line, called[at] ?? '', first) : unknown(line, called[at] ?? '')];
  });
  const nameAt = names.findIndex((name, at) => left.has(at) && nameColumns.has(name));
  return { line, names, nameAt, columns: found, missing, notes };
}

const nameOf = (cell: Cell): string => (typeof cell === 'string' ? cell : 'number' in cell ? cell.number : '');

const unknown = (line: number, name: string): Remark => ({
  line,
  column: shown(name),
  rule: 'sheet.column_unknown',
  text: { zh: '此列不在可导入的列之内，不会导入', en: 'no field takes this column; it is left out' },
});

/** A second column of a field, by the same name or by another. */
const again = (line: number, name: string, { called }: Found): Remark => ({
  line,
  column: shown(name),
  rule: 'sheet.column_twice',
  text: {
    zh: `与前面的“${called}”是同一项，只导入前一列`,
    en: `"${called}" before it fills the same field and is taken; this column is left out`,
  },
});

const hiddenOf = ({ line, columns }: Pick<Header, 'line' | 'columns'>, hidden: readonly number[]): readonly Remark[] =>
  columns.flatMap(({ at, called }) => {
    if (!hidden.includes(at)) return [];
    const text = { zh: '此列被隐藏，仍会导入', en: 'the column is hidden; it is imported all the same' };
    return [{ line, column: called, rule: 'sheet.column_hidden', text }];
  });

/** Why no row is a header: the one that comes nearest lacks something, or none comes near. */
function lacking(tried: readonly Tried[], columns: readonly Column[]): readonly Remark[] {
  const [nearest] = tried.filter((one) => one.columns.length > 0).sort((a, b) => b.columns.length - a.columns.length);
  if (nearest)
    return nearest.missing.map(({ names }) => ({
      line: nearest.line,
      column: names[0] ?? '',
      rule: 'COLUMN_MISSING',
      text: {
        zh: `缺少此列；可用列名：${names.join('、')}`,
        en: `this column is missing; it may be called ${names.join(', ')}`,
      },
    }));
  const required = columns.flatMap(({ required, names }) => (required ? [names[0] ?? ''] : []));
  const zh = `前 10 行中未找到表头；必需的列：${required.join('、')}`;
  const en = `none of the first 10 rows is a header; required are ${required.join(', ')}`;
  return [{ line: 0, column: '', rule: 'HEADER_MISSING', text: { zh, en } }];
}

function several(names: readonly string[]): Remark {
  const all = names.map((name) => `“${shown(name)}”`).join('、');
  const zh = `多个工作表都有表头：${all}；请只保留要导入的一个`;
  return {
    line: 0,
    column: '',
    rule: 'SHEETS_SEVERAL',
    text: { zh, en: `several sheets have a header: ${all}; leave one` },
  };
}

const ignored = (heads: readonly Head[], taken: number): readonly Remark[] =>
  heads.flatMap(({ name, hidden, rows }, at) => {
    if (at === taken || (!hidden && rows.length === 0)) return [];
    const zh = hidden ? '隐藏的工作表，不会导入' : '此工作表没有表头，不会导入';
    const en = hidden ? 'the sheet is hidden; it is left out' : 'the sheet has no header; it is left out';
    return [{ line: 0, column: shown(name), rule: 'sheet.sheet_ignored', text: { zh, en } }];
  });
