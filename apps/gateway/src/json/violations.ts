import type { Violation } from '@doorstep/domain';
import type { DescField, DescMessage, JsonValue } from '@bufbuild/protobuf';
import { labelOf } from '../contract/options.js';
import { enumLeaf, scalars, wellKnown, type Leaf } from './leaves.js';

/** A problem document names no more than this: who sends ten thousand wrong fields learns enough from twenty. */
export const mostViolations = 20;

/** Rules about where a value stands rather than what it is. */
export const shapes = {
  object: { rule: 'type.object', text: { zh: '应为 JSON 对象', en: 'must be a JSON object' } },
  list: { rule: 'type.list', text: { zh: '应为 JSON 数组', en: 'must be a JSON array' } },
  unknown: { rule: 'field.unknown', text: { zh: '没有这个字段', en: 'there is no such field' } },
  twice: {
    rule: 'field.twice',
    text: { zh: '该字段以两种写法各给出一次', en: 'the field is given twice, in both spellings' },
  },
  repeated: {
    rule: 'field.repeated',
    text: { zh: '该字段只能给出一次', en: 'the field is given more than once' },
  },
  encoding: {
    rule: 'query.encoding',
    text: { zh: '应为百分号编码的 UTF-8', en: 'must be UTF-8 in percent-encoding' },
  },
  inUrl: {
    rule: 'field.not_in_url',
    text: { zh: '个人信息不得出现在网址中', en: 'holds personal data, which has no place in a URL' },
  },
  null: { rule: 'type.not_null', text: { zh: '数组元素不能为 null', en: 'an element of a list must not be null' } },
} as const;

export type JsonObject = Record<string, JsonValue>;

export const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * What keeps a JSON value from being the message, each with the path of its field (`need.quantity`, `items[2].title`),
 * twenty at most. Stricter than ProtoJSON in three things: days that no calendar has, whole numbers that a double
 * cannot hold, and enum numbers that the contract does not define.
 */
export const violationsOf = (desc: DescMessage, json: JsonValue): Violation[] =>
  inMessage(desc, json, '').take(mostViolations).toArray();

type Found = Generator<Violation, void, undefined>;

const at = (field: string, { rule, text }: Pick<Leaf, 'rule' | 'text'>): Violation => ({ field, rule, text });

function* inMessage(desc: DescMessage, json: JsonValue, path: string): Found {
  if (!isObject(json)) return yield at(path === '' ? 'body' : path, shapes.object);
  const fields = fieldsOf(desc);
  for (const [key, value] of Object.entries(json)) {
    const place = path === '' ? key : `${path}.${key}`;
    const field = fields.get(key);
    if (field === undefined) yield at(place, shapes.unknown);
    else if (key !== field.jsonName && field.jsonName in json) yield at(place, shapes.twice);
    else if (value !== null) yield* inField(field, value, place).map((violation) => about(field, place, violation));
  }
}

/** What is wrong with the field itself begins with what the contract calls it. */
function about(field: DescField, place: string, violation: Violation): Violation {
  const { zh, en } = violation.text;
  return violation.field === place ? { ...violation, text: { zh: `${labelOf(field)}：${zh}`, en } } : violation;
}

function* inField(field: DescField, value: JsonValue, path: string): Found {
  switch (field.fieldKind) {
    case 'scalar':
      return yield* inLeaf(scalars[field.scalar], value, path);
    case 'enum':
      return yield* inLeaf(enumLeafOf(field.enum), value, path);
    case 'message':
      return yield* inSubmessage(field.message, value, path);
    case 'list':
      return yield* inList(field, value, path);
    case 'map':
      if (!isObject(value)) yield at(path, shapes.object);
  }
}

function* inList(field: DescField & { fieldKind: 'list' }, value: JsonValue, path: string): Found {
  if (!Array.isArray(value)) return yield at(path, shapes.list);
  for (const [i, item] of value.entries()) {
    const place = `${path}[${i}]`;
    if (item === null) yield at(place, shapes.null);
    else if (field.listKind === 'scalar') yield* inLeaf(scalars[field.scalar], item, place);
    else if (field.listKind === 'enum') yield* inLeaf(enumLeafOf(field.enum), item, place);
    else yield* inSubmessage(field.message, item, place);
  }
}

function* inSubmessage(desc: DescMessage, value: JsonValue, path: string): Found {
  const leaf = wellKnown[desc.typeName];
  if (leaf) yield* inLeaf(leaf, value, path);
  else if (!desc.typeName.startsWith('google.protobuf.')) yield* inMessage(desc, value, path);
}

function* inLeaf(leaf: Leaf, value: JsonValue, path: string): Found {
  if (!leaf.admits(value)) yield at(path, leaf);
}

/** Fields of a message under both spellings that ProtoJSON takes, `openUntil` and `open_until`. */
export const fieldsOf = remembered(
  (desc: DescMessage): ReadonlyMap<string, DescField> =>
    new Map(desc.fields.flatMap((field) => [field.name, field.jsonName].map((spelling) => [spelling, field] as const))),
);
const enumLeafOf = remembered(enumLeaf);

function remembered<K extends object, V>(make: (key: K) => V): (key: K) => V {
  const known = new WeakMap<K, V>();
  return (key) => {
    const value = known.get(key) ?? make(key);
    known.set(key, value);
    return value;
  };
}
