import { failure } from '@doorstep/domain';
import { snake } from './spelling.js';

const filterMalformed = failure(
  'INVALID_ARGUMENT',
  'FILTER_MALFORMED',
  '过滤条件格式不正确，应为：字段 = "值" AND 字段 = "值"',
  'the filter is malformed; write field = "value" AND field = "value"',
  { zh: '请写作：字段 = "值" AND 字段 = "值"', en: 'write field = "value" AND field = "value"' },
);

/** One condition of a filter. */
export interface Condition {
  /** Field as the proto spells it, `merged_into`. */
  readonly field: string;
  readonly operator: '=' | '>=';
  readonly value: string;
}

// One condition at the place where it stands: field, operator, then "…" with \" and \\ escaped, or a bare word.
const condition = /\s*([a-z][A-Za-z0-9_]*)\s*(>?=)\s*(?:"((?:[^"\\]|\\["\\])*)"|([A-Za-z0-9_.:/+-]+))\s*/y;
const conjunction = /AND\b/y;

/**
 * Conditions of a filter, the part of AIP-160 that indexes can serve: `=`, `>=` and AND. An empty filter has none.
 * Throws FILTER_MALFORMED with the place, and where a field stands twice.
 */
export function parseFilter(text: string): readonly Condition[] {
  const conditions: Condition[] = [];
  if (text.trim() === '') return conditions;
  for (let at = 0; ;) {
    condition.lastIndex = at;
    const [match, spelt, operator, quoted, bare] = condition.exec(text) ?? [];
    if (match === undefined || spelt === undefined) throw filterMalformed({ place: String(at) });
    const field = snake(spelt);
    if (conditions.some((known) => known.field === field)) throw filterMalformed({ place: String(at), field });
    conditions.push({
      field,
      operator: operator === '>=' ? '>=' : '=',
      value: bare ?? (quoted ?? '').replace(/\\(["\\])/g, '$1'),
    });
    at += match.length;
    if (at === text.length) return conditions;
    conjunction.lastIndex = at;
    if (!conjunction.test(text)) throw filterMalformed({ place: String(at) });
    at = conjunction.lastIndex;
  }
}
