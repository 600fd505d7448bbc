import { optionIn, optionNamed } from '@doorstep/access';
import type { DescField, DescMessage } from '@bufbuild/protobuf';
import type { Column } from '../column.js';
import { formOf, type FormColumn } from '../write/form.js';
import { fieldOf, wordsOfChoice } from './learned.js';

const title = '填报模板：带 * 的列必填；第 2 行为示例，不会导入；请从第 4 行开始填写。';

/** A sheet to fill in, from the columns that a noun declares and what the contract says of their fields. */
export const templateOf = (columns: readonly Column[], draft: DescMessage): Buffer =>
  formOf(
    title,
    columns.map((column) => formColumn(column, fieldOf(column, draft))),
  );

function formColumn(column: Column, field: DescField | undefined): FormColumn {
  const { names, type, required, example = '' } = column;
  const words = wordsOfChoice(column, field);
  const bounds = field === undefined ? '' : boundsOf(field);
  const kind = kinds[type];
  return {
    header: `${names[0] ?? ''}${required ? '*' : ''}`,
    example: type === 'number' && example !== '' ? Number(example) : example,
    text: type === 'code',
    prompt: [required ? '必填' : '选填', kind, bounds].filter(Boolean).join('；'),
    words,
    only: type === 'choice',
  };
}

const kinds: Readonly<Record<Column['type'], string>> = {
  text: '文字',
  code: '编码，按文本填写',
  number: '数字',
  day: '日期，如 2030-12-31',
  choice: '从列表中选择',
  word: '从列表中选择，或填写编码',
  words: '可填多个，以顿号分隔',
};

const validation = optionNamed('buf.validate.field');
interface Rules {
  readonly type?: { readonly value?: Readonly<Record<string, unknown>> };
}

/** What the contract says of how long a text or how large a number may be. */
function boundsOf(field: DescField): string {
  const { value = {} } = (optionIn(field, validation) as Rules | undefined)?.type ?? {};
  const { minLen, maxLen } = value;
  const [least, most] = [boundIn(value['greaterThan']), boundIn(value['lessThan'])];
  const texts = [
    ...(Number(minLen ?? 0) > 1 ? [`至少 ${String(minLen)} 字`] : []),
    ...(Number(maxLen ?? 0) > 0 ? [`至多 ${String(maxLen)} 字`] : []),
    ...(least === undefined ? [] : [`不小于 ${least}`]),
    ...(most === undefined ? [] : [`不大于 ${most}`]),
  ];
  return texts.join('，');
}

const boundIn = (bound: unknown): string | undefined => {
  const { case: of, value } = (bound ?? {}) as { readonly case?: string; readonly value?: unknown };
  return of === 'gte' || of === 'lte' ? String(value) : undefined;
};
