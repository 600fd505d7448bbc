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

// Parts of a condition, each where the one before ends: field, operator, then "…" with \" and \\ escaped, or a bare word.
const blanks = /\s*/y;
const name = /[a-z][A-Za-z0-9_]*/y;
const comparison = />?=/y;
const text = /"(?:[^"\\]|\\["\\])*/y;
const word = /[A-Za-z0-9_.:/+-]+/y;
const closing = /"/y;
const conjunction = /AND\b/y;

/**
 * Conditions of a filter, the part of AIP-160 that indexes can serve: `=`, `>=` and AND. An empty filter has none.
 * Throws FILTER_MALFORMED with the place, the characters before what cannot be read, and where a field stands twice.
 */
export function parseFilter(filter: string): readonly Condition[] {
  const conditions: Condition[] = [];
  if (filter.trim() === '') return conditions;
  const reader = new Reader(filter);
  for (;;) {
    reader.skip(blanks);
    const { at } = reader;
    const condition = conditionAt(reader);
    const { field } = condition;
    if (conditions.some((known) => known.field === field)) throw filterMalformed({ place: String(at), field });
    conditions.push(condition);
    if (reader.ended) return conditions;
    reader.take(conjunction);
  }
}

/** A condition with the blanks behind it. */
function conditionAt(reader: Reader): Condition {
  const field = snake(reader.take(name));
  reader.skip(blanks);
  const operator = reader.take(comparison) === '>=' ? '>=' : '=';
  reader.skip(blanks);
  const quoted = reader.skip(text);
  if (quoted !== undefined) reader.take(closing);
  const value = quoted === undefined ? reader.take(word) : quoted.slice(1).replace(/\\(["\\])/g, '$1');
  reader.skip(blanks);
  return { field, operator, value };
}

/** Reads a filter part by part, and knows where it is. */
class Reader {
  at = 0;

  constructor(private readonly filter: string) {}

  get ended(): boolean {
    return this.at === this.filter.length;
  }

  /** What matches here, and goes on behind it; undefined where nothing does. */
  skip(part: RegExp): string | undefined {
    part.lastIndex = this.at;
    const found = part.exec(this.filter)?.[0];
    this.at += found?.length ?? 0;
    return found;
  }

  /** The same, where it must be. Throws FILTER_MALFORMED. */
  take(part: RegExp): string {
    return this.skip(part) ?? this.refuse();
  }

  private refuse(): never {
    throw filterMalformed({ place: String(this.at) });
  }
}
