import type { Violation } from '@doorstep/domain';
import type { DescField, DescMessage, JsonValue } from '@bufbuild/protobuf';
import { enumLeaf, scalars, wellKnown, type Leaf } from './leaves.js';

/** A problem document names no more than this: who sends ten thousand wrong fields learns enough from twenty. */
const most = 20;

/** Rules about where a value stands rather than what it is. */
export const shapes = {
  object: { rule: 'type.object', text: { zh: '应为 JSON 对象', en: 'must be a JSON object' } },
  list: { rule: 'type.list', text: { zh: '应为 JSON 数组', en: 'must be a JSON array' } },
  unknown: { rule: 'field.unknown', text: { zh: '没有这个字段', en: 'there is no such field' } },
  twice: {
    rule: 'field.twice',
    text: { zh: '该字段以两种写法各给出一次', en: 'the field is given twice, in both spellings' },
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
export function violationsOf(desc: DescMessage, json: JsonValue, path = ''): Violation[] {
  const found: Violation[] = [];
  checkMessage(desc, json, path, found);
  return found;
}

type Rule = Pick<Leaf, 'rule' | 'text'>;

function add(found: Violation[], field: string, { rule, text }: Rule): void {
  if (found.length < most) found.push({ field: field === '' ? 'body' : field, rule, text });
}

function checkMessage(desc: DescMessage, json: JsonValue, path: string, found: Violation[]): void {
  if (!isObject(json)) return add(found, path, shapes.object);
  const fields = fieldsOf(desc);
  for (const [key, value] of Object.entries(json)) {
    const at = path === '' ? key : `${path}.${key}`;
    const field = fields.get(key);
    if (field === undefined) add(found, at, shapes.unknown);
    else if (key !== field.jsonName && field.jsonName in json) add(found, at, shapes.twice);
    else if (value !== null) checkField(field, value, at, found);
    if (found.length >= most) return;
  }
}

function checkField(field: DescField, value: JsonValue, path: string, found: Violation[]): void {
  switch (field.fieldKind) {
    case 'scalar':
      return checkLeaf(scalars[field.scalar], value, path, found);
    case 'enum':
      return checkLeaf(enumLeafOf(field.enum), value, path, found);
    case 'message':
      return checkSubmessage(field.message, value, path, found);
    case 'list':
      return checkList(field, value, path, found);
    case 'map':
      return isObject(value) ? undefined : add(found, path, shapes.object);
  }
}

function checkList(field: DescField & { fieldKind: 'list' }, value: JsonValue, path: string, found: Violation[]): void {
  if (!Array.isArray(value)) return add(found, path, shapes.list);
  value.forEach((item, i) => {
    const at = `${path}[${i}]`;
    if (found.length >= most) return;
    if (item === null) add(found, at, shapes.null);
    else if (field.listKind === 'scalar') checkLeaf(scalars[field.scalar], item, at, found);
    else if (field.listKind === 'enum') checkLeaf(enumLeafOf(field.enum), item, at, found);
    else checkSubmessage(field.message, item, at, found);
  });
}

function checkSubmessage(desc: DescMessage, value: JsonValue, path: string, found: Violation[]): void {
  const leaf = wellKnown[desc.typeName];
  if (leaf) checkLeaf(leaf, value, path, found);
  else if (!desc.typeName.startsWith('google.protobuf.')) checkMessage(desc, value, path, found);
}

function checkLeaf(leaf: Leaf, value: JsonValue, path: string, found: Violation[]): void {
  if (!leaf.admits(value)) add(found, path, leaf);
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
