import { numberIn } from './cell.js';
import { bare } from './column.js';
import type { Header } from './header.js';
import type { Kind } from './notes.js';
import type { Cell } from './row.js';

export const blankRows: Kind = { rule: 'sheet.row_blank', zh: '空行', en: 'is empty' };
export const hiddenRows: Kind = {
  ...{ rule: 'sheet.row_hidden', taken: true },
  ...{ zh: '隐藏或被筛选掉的行', en: 'is hidden or filtered out' },
};
export const existingRows: Kind = {
  ...{ rule: 'sheet.record_exists', taken: true },
  ...{ zh: '已有记录的行', en: 'names a record that is there' },
};
export const mergedRows: Kind = {
  ...{ rule: 'sheet.cell_merged', taken: true },
  ...{ zh: '含合并单元格的行', en: 'takes something from a merged cell' },
};
const total: Kind = { rule: 'sheet.row_total', zh: '合计行', en: 'adds up others' };
const again: Kind = { rule: 'sheet.row_header', zh: '重复的表头', en: 'is the header again' };

/** Why a row is no record: it adds up those above, or is the header once more, as on each page of a print. */
export function skippedBy(cells: readonly Cell[], header: Header): Kind | undefined {
  if (addsUp(cells, header)) return total;
  const { names } = header;
  const texts = cells.map((cell) => (typeof cell === 'string' ? bare(cell) : undefined));
  const same = texts.length <= names.length && names.every((name, at) => name === (at < texts.length ? texts[at] : ''));
  return same ? again : undefined;
}

/** What the first cell of a row says that adds up those above. */
const totals = new Set(['合计', '总计', '小计', '共计', '累计', '总合计', '本页合计', 'total', 'subtotal', 'sum']);

/**
 * Whether a row begins with a word for a total and holds nothing else but numbers, none of them where records have a code,
 * a day or a choice: what says more is a record, or a fault, and never passed over.
 */
function addsUp(cells: readonly Cell[], { columns }: Header): boolean {
  const first = cells.find((cell) => cell !== '');
  const word = typeof first === 'string' ? bare(first) : '';
  if (!totals.has(word)) return false;
  const types = new Map(columns.map(({ at, type }) => [at, type]));
  return cells.every((cell, at) => {
    if (cell === '' || (typeof cell === 'string' && bare(cell) === word)) return true; // it may spread over several
    const type = types.get(at) ?? 'number';
    return (type === 'number' || type === 'text') && (typeof cell !== 'string' || numberIn(cell) !== undefined);
  });
}
