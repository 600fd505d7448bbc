import { failure } from '@doorstep/domain';
import { snake } from './spelling.js';

const orderMalformed = failure(
  'INVALID_ARGUMENT',
  'ORDER_MALFORMED',
  '排序格式不正确，应为：字段 或 字段 desc',
  'the order is malformed; write field or field desc',
  { zh: '请写作：字段 或 字段 desc', en: 'write field or field desc' },
);

/** An order by one field (AIP-132); ties are broken by name. */
export interface Order {
  /** Field as the proto spells it, `create_time`. */
  readonly field: string;
  readonly descending: boolean;
}

/** Parses `create_time desc`, or as JSON spells the field, `createTime desc`. Throws ORDER_MALFORMED. */
export function parseOrder(text: string): Order {
  const [, field, direction] = /^\s*([a-z][A-Za-z0-9_]*)(?:\s+(asc|desc))?\s*$/.exec(text) ?? [];
  if (field === undefined) throw orderMalformed({ order_by: text });
  return { field: snake(field), descending: direction === 'desc' };
}
