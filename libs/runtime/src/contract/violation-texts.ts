import type { Text } from '@doorstep/domain';
import { formOf } from './forms.js';

/**
 * What a broken rule says, by its id. `message` is protovalidate's own English sentence, with the bounds in it; a rule
 * that a noun states itself says both, as `开始须早于结束 / open_from must be before open_until`.
 */
export function textOf(rule: string, message: string): Text {
  // The digits of a regular expression are no bounds that a person could keep.
  if (rule.split('.').at(-1) === 'pattern')
    return formOf(message.slice(message.indexOf('^'), message.lastIndexOf('$') + 1));
  const known = sentences[rule] ?? sentences[rule.split('.').at(-1) ?? ''];
  if (known !== undefined) return { zh: known.zh + bounds(message), en: known.en ?? message };
  const [zh = '', ...en] = message.split(' / ');
  if (/\p{Script=Han}/u.test(zh) && en.length > 0) return { zh, en: en.join(' / ') };
  return { zh: `不符合规则 ${rule}`, en: message || `breaks the rule ${rule}` };
}

/** The numbers of the English sentence, so that the Chinese one need not repeat each rule with each bound. */
function bounds(message: string): string {
  const numbers = message.match(/-?\d+(\.\d+)?/g);
  return numbers === null ? '' : `（${numbers.join('、')}）`;
}

interface Sentence {
  readonly zh: string;
  /** Where protovalidate's own sentence says too little. */
  readonly en?: string;
}

const sentences: Readonly<Record<string, Sentence>> = {
  required: { zh: '此项必填', en: 'a value is required' },
  min_len: { zh: '太短，最少字数' },
  max_len: { zh: '太长，最多字数' },
  len: { zh: '字数不符' },
  not_in: { zh: '不允许此值' },
  in: { zh: '不在允许的取值之内' },
  const: { zh: '必须是规定的值' },
  defined_only: { zh: '不是已定义的选项', en: 'must be one of the defined values' },
  min_items: { zh: '项数太少，最少项数' },
  max_items: { zh: '项数太多，最多项数' },
  unique: { zh: '各项不得重复' },
  min_pairs: { zh: '项数太少，最少项数' },
  max_pairs: { zh: '项数太多，最多项数' },
  gte: { zh: '太小，不得小于' },
  gt: { zh: '太小，必须大于' },
  lte: { zh: '太大，不得大于' },
  lt: { zh: '太大，必须小于' },
  gte_lte: { zh: '必须在范围之内' },
  gt_lt: { zh: '必须在范围之内' },
  gte_lt: { zh: '必须在范围之内' },
  gt_lte: { zh: '必须在范围之内' },
  finite: { zh: '必须是有限的数' },
  uuid: { zh: '必须是 UUID' },
  email: { zh: '必须是电子邮箱地址' },
  uri: { zh: '必须是完整的网址' },
  'timestamp.range': { zh: '时间必须在公元 1 年到 9999 年之间', en: 'must lie between the years 1 and 9999' },
};
