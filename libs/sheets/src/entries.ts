import type { Text } from '@doorstep/domain';
import { dayIn } from './day.js';
import { refuse } from './refusals.js';
import type { Row } from './row.js';

/** A column that a sheet may have, and the field that it fills. */
export interface Column {
  /** Field of the record, `displayName`. */
  readonly field: string;
  /** What townships call it, the usual name first. */
  readonly names: readonly string[];
  readonly type: 'text' | 'number' | 'day' | 'code' | 'choice' | 'words' | 'word';
  readonly required?: boolean;
  /** Of a choice: what people write → the value, and nothing else; of a word or of words: whatever else they write stands. */
  readonly choices?: Readonly<Record<string, string>>;
  /** Of a day that stands for an instant: the time of that day in China, `09:00:00`. */
  readonly time?: string;
}

/** Values of a line, by field. */
export type Values = Readonly<Record<string, string | number | readonly string[]>>;

/** What is wrong with a cell. */
interface Fault {
  readonly line: number;
  /** The column as the sheet calls it. */
  readonly column: string;
  /** Stable id of the rule. */
  readonly rule: string;
  readonly text: Text;
}

/** A line of a sheet, understood. */
export interface Entry {
  readonly line: number;
  readonly values: Values;
  readonly faults: readonly Fault[];
}

/** A header is looked for in so many rows: above it may stand a title, a unit, a date. */
const headRows = 10;

const rules = {
  required: { zh: '此项必填', en: 'a value is required' },
  number: { zh: '应为数字', en: 'must be a number' },
  day: { zh: '应为真实的日期，如 2024-03-05', en: 'must be a day, as 2024-03-05' },
  choice: { zh: '不在可选值之内', en: 'is none of the values that may stand here' },
} as const satisfies Record<string, Text>;

/**
 * The lines below the header, each as the values of its fields and what is wrong with it. Columns may stand in any
 * order; those that nobody knows are left out. Throws HEADER_MISSING.
 */
export async function* entriesOf(rows: AsyncIterable<Row>, columns: readonly Column[]): AsyncGenerator<Entry> {
  let header: readonly (Column & { readonly at: number; readonly called: string })[] | undefined;
  let seen = 0;
  for await (const { line, cells } of rows) {
    if (header === undefined) {
      header = headerIn(cells, columns);
      seen += 1;
      if (header === undefined && seen >= headRows) break;
    } else yield entryOf(line, cells, header);
  }
  if (header === undefined) throw refuse.HEADER_MISSING({ columns: columns.map(({ names }) => names[0]).join(', ') });
}

/** A row is the header where it names every required column. */
function headerIn(cells: readonly string[], columns: readonly Column[]) {
  const called = cells.map(bare);
  const found = columns.flatMap((column) => {
    const names = new Set(column.names.map(bare));
    const at = called.findIndex((cell) => names.has(cell));
    return at < 0 ? [] : [{ ...column, at, called: cells[at] ?? '' }];
  });
  const named = new Set(found.map(({ field }) => field));
  return found.length > 0 && columns.every(({ field, required }) => required !== true || named.has(field))
    ? found
    : undefined;
}

/** A header without what varies from office to office: width, blanks, the unit in brackets, the asterisk of what is required. */
const bare = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/\(.*?\)|[\s*:]/g, '')
    .toLowerCase();

function entryOf(
  line: number,
  cells: readonly string[],
  header: readonly (Column & { readonly at: number; readonly called: string })[],
): Entry {
  const values: Record<string, Values[string]> = {};
  const faults: Fault[] = [];
  for (const column of header) {
    const text = cells[column.at] ?? '';
    const value = text === '' ? undefined : valueOf(column, text);
    const rule =
      text === '' ? (column.required ? 'required' : undefined) : value === undefined ? ruleOf(column) : undefined;
    if (rule) faults.push({ line, column: column.called, rule: `sheet.${rule}`, text: rules[rule] });
    else if (value !== undefined) values[column.field] = value;
  }
  return { line, values, faults };
}

const ruleOf = ({ type }: Column): keyof typeof rules =>
  type === 'number' || type === 'day' || type === 'choice' ? type : 'required';

function valueOf({ type, choices = {} }: Column, text: string): Values[string] | undefined {
  const plain = text.normalize('NFKC').trim();
  switch (type) {
    case 'text':
      return text;
    case 'code':
      return plain.replace(/\s/g, '').replace(/\.0+$/, '');
    case 'number':
      return numberIn(plain);
    case 'day':
      return dayIn(plain);
    case 'choice':
      return choices[plain];
    case 'word':
      return choices[plain] ?? plain;
    case 'words':
      return [...new Set(plain.split(/[、,，;；\s]+/).filter(Boolean))].map((word) => choices[word] ?? word);
  }
}

/** `1,200` and `1200.0` are 1200. */
function numberIn(text: string): number | undefined {
  const plain = text.replaceAll(',', '');
  return /^-?\d+(\.\d+)?$/.test(plain) ? Number(plain) : undefined;
}
