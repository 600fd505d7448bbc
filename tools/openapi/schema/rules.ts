import { optionNamed, registry } from '@doorstep/access';
import {
  create,
  getOption,
  hasOption,
  toJson,
  type DescField,
  type DescMessage,
  type JsonValue,
} from '@bufbuild/protobuf';
import { createValidator } from '@bufbuild/protovalidate';
import { behaves } from '../../../apps/gateway/src/contract/options.ts';
import type { Schema } from './json-schema.ts';

type Numbers = Readonly<Record<string, JsonValue>>;

/** What buf.validate says of a field, as its ProtoJSON. */
interface Rules {
  readonly required?: boolean;
  readonly string?: Numbers;
  readonly int32?: Numbers;
  readonly int64?: Numbers;
  readonly double?: Numbers;
  readonly repeated?: Numbers & { readonly items?: Rules };
}

const validate = optionNamed('buf.validate.field');
const predefined = optionNamed('buf.validate.predefined');
const messageRules = optionNamed('buf.validate.message');

/** The rules of a field; empty where it has none. */
export function rulesOf(field: DescField): Rules {
  const { message } = validate;
  if (message === undefined || !hasOption(field, validate)) return {};
  return toJson(message, getOption(field, validate) as never, {
    registry,
  }) as Rules;
}

const validator = createValidator({ registry });
const asked = new Map<string, ReadonlySet<string>>();

/**
 * Whether a message must say a field: the contract declares so, or the validator that services run refuses a message in
 * which the field is left out, as it refuses a count of at least one.
 */
export function mustSay(field: DescField): boolean {
  const { parent } = field;
  const names = asked.get(parent.typeName) ?? missedIn(parent);
  asked.set(parent.typeName, names);
  return behaves(field, 'required') || names.has(field.name);
}

function missedIn(desc: DescMessage): ReadonlySet<string> {
  const { violations = [] } = validator.validate(desc, create(desc));
  return new Set(
    violations.flatMap(({ field: [first, ...rest] }) =>
      first?.kind === 'field' && rest.length === 0 ? [first.name] : [],
    ),
  );
}

/** The rules of a message as sentences, for its description. */
export function sentencesOf(desc: DescMessage): string[] {
  if (!hasOption(desc, messageRules)) return [];
  const { cel } = getOption(desc, messageRules) as {
    readonly cel: readonly { id: string; message: string }[];
  };
  return cel.map(({ id, message }) => `\`${id}\`: ${message}.`);
}

/** Keywords of JSON Schema for the value of a field that is no list, or for one element of a list. */
export function constraintsOf(rules: Rules): Schema {
  if (rules.string) return text(rules.string, rules.required ?? false);
  return number(rules.int32 ?? rules.int64 ?? rules.double ?? {});
}

/** Keywords for a list. */
export function listConstraintsOf({ repeated = {} }: Rules): Schema {
  return {
    ...keyword('minItems', repeated['minItems']),
    ...keyword('maxItems', repeated['maxItems']),
    ...(repeated['unique'] === true ? { uniqueItems: true } : {}),
  };
}

function text(rules: Numbers, required: boolean): Schema {
  const own = Object.keys(rules).flatMap((key) => /^\[(.+)\]$/.exec(key)?.[1] ?? []);
  return {
    ...(required ? { minLength: 1 } : {}),
    ...keyword('minLength', rules['minLen'] ?? rules['len']),
    ...keyword('maxLength', rules['maxLen'] ?? rules['len']),
    ...(typeof rules['pattern'] === 'string' ? { pattern: rules['pattern'] } : {}),
    ...own.map((name) => ownRule(name, required)).reduce<Schema>((all, one) => ({ ...all, ...one }), {}),
  };
}

/** A rule of ours is CEL; its regular expression and its length are what JSON Schema can say of it. */
function ownRule(name: string, required: boolean): Schema {
  const extension = registry.getExtension(name);
  if (extension === undefined || !hasOption(extension, predefined)) return {};
  const { cel } = getOption(extension, predefined) as {
    readonly cel: readonly { expression: string }[];
  };
  const expression = cel[0]?.expression ?? '';
  const pattern = /matches\('\^(.+?)\$'\)/.exec(expression)?.[1];
  const most = /size\(\) <= (\d+)/.exec(expression)?.[1];
  return {
    ...(pattern === undefined ? {} : { pattern: required ? `^${pattern}$` : `^(${pattern})?$` }),
    ...keyword('maxLength', most),
  };
}

function number(rules: Numbers): Schema {
  return {
    ...keyword('minimum', rules['gte']),
    ...keyword('exclusiveMinimum', rules['gt']),
    ...keyword('maximum', rules['lte']),
    ...keyword('exclusiveMaximum', rules['lt']),
  };
}

const keyword = (name: string, value: JsonValue | undefined): Schema =>
  value === undefined ? {} : { [name]: Number(value) };
