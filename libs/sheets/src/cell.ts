import type { Text } from '@doorstep/domain';
import { wordOf, type Column } from './column.js';
import { dayIn, dayOfNumber } from './day.js';
import { uncomputed, type Cell } from './row.js';

/** Value of a field, as a cell says it. */
export type Value = string | number | readonly string[];

const rules = {
  required: { zh: '此项必填', en: 'a value is required' },
  number: { zh: '应为数字', en: 'must be a number' },
  day_shown: {
    zh: '单元格显示为日期，应为数字；请将该列设为常规或文本后重新填写',
    en: 'the cell shows a day and must be a number; make the column plain and write it again',
  },
  separator: {
    zh: '数字写法不明确：逗号、空格只能每三位分隔整数，如 1,234；小数点须为“.”；一格只填一个数',
    en: 'an unclear number: commas and blanks only part whole thousands, as 1,234; a fraction follows a point; one number a cell',
  },
  day: { zh: '应为一个真实的日期，如 2024-03-05', en: 'must be one day, as 2024-03-05' },
  choice: { zh: '不在可选值之内', en: 'is none of the values that may stand here' },
  number_merged: {
    zh: '数字所在的单元格是合并单元格，会被重复计入；请取消合并，在每一行填写各自的数字',
    en: 'the cell is merged with others, so that its number would count once more; part them and write the number of each row',
  },
  code_number: {
    zh: '编码以数字保存，超过 15 位的部分已丢失；请将该列设为文本后重新填写',
    en: 'the code was kept as a number and lost digits; make the column text and write it again',
  },
  formula: {
    zh: '公式没有计算结果；请在表格软件中打开并保存',
    en: 'a formula without a value; open and save the sheet',
  },
} as const satisfies Record<string, Text>;

/** What a cell comes to. */
export type Outcome = { readonly value?: Value } | { readonly rule: string; readonly text: Text };

/** What is wrong with a number that stands here because its cell is merged with the one where it was written. */
export const spreadNumber = (): Outcome => fault('number_merged');

const fault = (rule: keyof typeof rules): Outcome => ({ rule: `sheet.${rule}`, text: rules[rule] });

/** What a cell says of a column's field, or what is wrong with it. */
export function outcomeOf(column: Known, cell: Cell): Outcome {
  if (cell === '') return column.required ? fault('required') : {};
  if (typeof cell !== 'string' && 'error' in cell) {
    if (cell.error === uncomputed) return fault('formula');
    const text = { zh: `单元格是错误值 ${cell.error}`, en: `the cell holds the error ${cell.error}` };
    return { rule: 'sheet.error', text };
  }
  const value = valueOf(column, cell);
  if (value === undefined) return column.type === 'number' ? numberFault(cell) : fault(ruleOf(column));
  return value === '' && column.required ? fault('required') : { value };
}

/** A column whose choices are at hand: a word that a stranger wrote may be `constructor`. */
export interface Known extends Column {
  readonly values: ReadonlyMap<string, string>;
}

export const knownOf = <T extends Column>(column: T): T & Known => ({
  ...column,
  values: new Map(Object.entries(column.choices ?? {}).map(([word, value]) => [wordOf(word), value])),
});

const ruleOf = ({ type }: Column): keyof typeof rules =>
  type === 'code' ? 'code_number' : type === 'day' || type === 'choice' ? type : 'required';

/** Digits with signs between them are shown, so that people find them; whatever else stands there may be personal. */
function numberFault(cell: Exclude<Cell, { error: string }>): Outcome {
  if (typeof cell !== 'string') return { rule: 'sheet.number', text: rules[cell.dated ? 'day_shown' : 'number'] };
  const text = cell.trim();
  if (!/^[-+]?\d[\d.,、'’ ]{0,11}$/.test(text.normalize('NFKC'))) return fault('number');
  const { zh, en } = rules.separator;
  return { rule: 'sheet.number', text: { zh: `“${text}”${zh}`, en: `"${text}" is ${en}` } };
}

function valueOf({ type, values }: Known, cell: Exclude<Cell, { error: string }>): Value | undefined {
  const text = typeof cell === 'string' ? cell : cell.number;
  switch (type) {
    case 'text':
      return typeof cell === 'string' ? cell : (cell.day ?? cell.number);
    case 'code':
      return codeIn(text, typeof cell !== 'string');
    case 'number':
      return typeof cell !== 'string' && cell.dated ? undefined : numberIn(text);
    case 'day':
      return typeof cell === 'string' ? dayIn(cell) : (cell.day ?? dayOfNumber(cell.number));
    case 'choice':
      return values.get(wordOf(text));
    case 'word':
      return values.get(wordOf(text)) ?? text.normalize('NFKC').trim();
    case 'words':
      return [...new Set(wordsIn(text))].map((word) => values.get(wordOf(word)) ?? word);
  }
}

const wordsIn = (text: string): string[] =>
  text
    .normalize('NFKC')
    .split(/[、,;\s]/)
    .filter(Boolean);

/** Digits that a number of a spreadsheet, or a CSV of it, `1.40931E+15`, keeps of a code. */
const digitsKept = 15;

function codeIn(text: string, kept: boolean): string | undefined {
  const plain = text
    .normalize('NFKC')
    .replace(/\s/g, '')
    .replace(/\.0{1,20}$/, '');
  const lost = kept ? plain.length > digitsKept : /^\d(\.\d{1,15})?e\+?\d{1,3}$/i.test(plain);
  return lost ? undefined : plain;
}

const plainNumber = /^[-+]?\d+(\.\d+)?(e[-+]?\d{1,2})?$/i;
/** Whole digits in threes, behind one and the same sign: `0,234` and `1,5` are what others write for a fraction. */
const inThrees = /^[-+]?[1-9]\d{0,2}([, '])\d{3}(\1\d{3})*(\.\d+)?$/;

/**
 * `1,200`, `1 200` and `1200.0` are 1200. Source: GB/T 15835-2011, 5.1.1. Undefined where a comma, a blank or an apostrophe
 * stands anywhere else: left out, it would make 15 of `1,5`.
 */
export function numberIn(text: string): number | undefined {
  if (text.length > 40) return undefined;
  const written = text.normalize('NFKC').trim().replaceAll('’', "'");
  if (plainNumber.test(written)) return Number(written);
  return inThrees.test(written) ? Number(written.replace(/[, ']/g, '')) : undefined;
}
