import type { Text } from '@doorstep/domain';
import { ScalarType, type DescEnum, type JsonValue } from '@bufbuild/protobuf';

/** What the JSON of one kind of value must look like. */
export interface Leaf {
  /** Stable id of the rule, as `type.int32`. */
  readonly rule: string;
  readonly text: Text;
  admits(value: JsonValue): boolean;
}

/** Every number of the contract fits a double exactly: the platform's rule for int64. */
const safe = Number.MAX_SAFE_INTEGER;

const isText = (value: JsonValue): value is string => typeof value === 'string';

/** A number as JSON writes it: decimal, and so neither `0x10` nor `0b11`, which JavaScript takes for numbers, too. */
const decimal = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** A number, or as ProtoJSON allows, one in quotes. NaN where it is neither. */
const numeric = (value: JsonValue): number =>
  typeof value === 'number' ? value : isText(value) && decimal.test(value) ? Number(value) : NaN;

function integer(rule: string, least: number, most: number): Leaf {
  return {
    rule,
    text: {
      zh: `应为 ${least} 到 ${most} 之间的整数（十进制）`,
      en: `must be a whole number from ${least} to ${most}, decimal`,
    },
    admits(value) {
      const number = numeric(value);
      return Number.isInteger(number) && number >= least && number <= most;
    },
  };
}

const int32 = integer('type.int32', -(2 ** 31), 2 ** 31 - 1);
const uint32 = integer('type.uint32', 0, 2 ** 32 - 1);
const int64 = integer('type.int64', -safe, safe);
const uint64 = integer('type.uint64', 0, safe);

const double: Leaf = {
  rule: 'type.number',
  text: { zh: '应为数字', en: 'must be a number' },
  // JSON has no bound of numbers: one that no double holds, as 1e999, is read as infinite.
  admits: (value) =>
    Number.isFinite(numeric(value)) || value === 'NaN' || value === 'Infinity' || value === '-Infinity',
};
const bool: Leaf = {
  rule: 'type.bool',
  text: { zh: '应为 true 或 false', en: 'must be true or false' },
  admits: (value) => typeof value === 'boolean',
};
const string: Leaf = {
  rule: 'type.string',
  text: { zh: '应为字符串', en: 'must be a string of Unicode' },
  admits: (value) => isText(value) && value.isWellFormed(),
};
const bytes: Leaf = {
  rule: 'type.bytes',
  text: { zh: '应为 Base64 字符串', en: 'must be a string in base64' },
  admits: (value) => isText(value) && /^[A-Za-z0-9+/_-]*={0,2}$/.test(value),
};

/** By the scalar types of the contract. */
export const scalars: Readonly<Record<ScalarType, Leaf>> = {
  [ScalarType.DOUBLE]: double,
  [ScalarType.FLOAT]: double,
  [ScalarType.INT32]: int32,
  [ScalarType.SINT32]: int32,
  [ScalarType.SFIXED32]: int32,
  [ScalarType.UINT32]: uint32,
  [ScalarType.FIXED32]: uint32,
  [ScalarType.INT64]: int64,
  [ScalarType.SINT64]: int64,
  [ScalarType.SFIXED64]: int64,
  [ScalarType.UINT64]: uint64,
  [ScalarType.FIXED64]: uint64,
  [ScalarType.BOOL]: bool,
  [ScalarType.STRING]: string,
  [ScalarType.BYTES]: bytes,
};

/** One of an enum's names, or one of its numbers. */
export function enumLeaf(desc: DescEnum): Leaf {
  const names = desc.values
    .slice(1)
    .map(({ name }) => name)
    .join(', ');
  return {
    rule: 'type.enum',
    text: { zh: `应为以下之一：${names}`, en: `must be one of: ${names}` },
    admits: (value) => desc.values.some(({ name, number }) => value === name || value === number),
  };
}

const instant = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.\d{1,9})?(?:Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/;

/** RFC 3339, and a day that the calendar has: Date would turn 30 February into 2 March. */
function isInstant(value: JsonValue): boolean {
  const [year = NaN, month = NaN, day = NaN, hour = NaN, minute = NaN, second = NaN] =
    (isText(value) ? instant.exec(value) : null)?.slice(1, 7).map(Number) ?? [];
  const last = month >= 1 && month <= 12 ? new Date(Date.UTC(year, month, 0)).getUTCDate() : 0;
  return year >= 1 && day >= 1 && day <= last && hour <= 23 && minute <= 59 && second <= 59;
}

/** Messages that JSON writes as a string. */
export const wellKnown: Readonly<Record<string, Leaf>> = {
  'google.protobuf.Timestamp': {
    rule: 'type.timestamp',
    text: {
      zh: '应为 RFC 3339 时间，如 2025-03-04T08:00:00Z',
      en: 'must be a time of RFC 3339, as 2025-03-04T08:00:00Z',
    },
    admits: isInstant,
  },
  'google.protobuf.Duration': {
    rule: 'type.duration',
    text: { zh: '应为以秒计的时长，如 1.5s', en: 'must be a duration in seconds, as 1.5s' },
    admits: (value) => isText(value) && /^-?\d{1,12}(\.\d{1,9})?s$/.test(value),
  },
  'google.protobuf.FieldMask': {
    rule: 'type.field_mask',
    text: { zh: '应为以逗号分隔的字段名', en: 'must be field names joined by commas' },
    admits: (value) => isText(value) && /^(\*|[A-Za-z0-9.]*(,[A-Za-z0-9.]+)*)$/.test(value),
  },
};
