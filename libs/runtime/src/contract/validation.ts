import { optionNamed, registry } from '@doorstep/access';
import { failure, type Text, type Violation } from '@doorstep/domain';
import {
  create,
  fromBinary,
  getOption,
  toBinary,
  type DescField,
  type DescMessage,
  type Message,
} from '@bufbuild/protobuf';
import { pathToString, type Path } from '@bufbuild/protobuf/reflect';
import type { Timestamp } from '@bufbuild/protobuf/wkt';
import { createValidator } from '@bufbuild/protovalidate';
import { clearOutputOnly } from './output-only.js';
import type { Method } from './contract.js';
import { texting } from './texts.js';
import { follow, trails } from './trail.js';
import { underMask } from './update-mask.js';
import { textOf } from './violation-texts.js';

export const malformed = failure('INVALID_ARGUMENT', 'MALFORMED', '请求无法解读', 'the request cannot be read', {
  zh: '请按接口说明更正请求体',
  en: 'write the request as the operation describes it',
});
export const invalid = failure('INVALID_ARGUMENT', 'INVALID', '请求中有不符合规则的内容', 'the request breaks a rule', {
  zh: '请按 violations 所列字段与规则更正',
  en: 'mend the fields that violations name, by their rules',
});

const validator = createValidator({ registry });

/** Compiles every rule of a message and of all within it, once. Throws where one does not compile. */
export function compileRules(message: DescMessage, seen = new Set<string>()): void {
  if (seen.has(message.typeName)) return;
  seen.add(message.typeName);
  const { kind, error } = validator.validate(message, create(message));
  if (kind === 'error') throw new Error(`a rule of ${message.typeName} does not compile: ${error.message}`);
  for (const field of message.fields) if (field.message !== undefined) compileRules(field.message, seen);
}

type Proved = Pick<Method, 'input' | 'bound' | 'collections'>;

/** Names that are of another noun than the route says. */
function* otherNouns(message: Message, collections: Proved['collections']): Generator<Violation> {
  for (const [path, collection] of collections) {
    const name = path
      .split('.')
      .reduce<unknown>((at, part) => (at as Record<string, unknown> | undefined)?.[part], message);
    if (typeof name !== 'string' || name.startsWith(`${collection}/`)) continue;
    yield { field: path, rule: 'name.collection', text: textOf('string.pattern', `^${collection}/[a-z0-9-]{1,64}$`) };
  }
}

/**
 * Proves the bytes of a request: well-formed, freed of OUTPUT_ONLY fields, true to the rules of the contract. Of an
 * update with a mask, only what the mask names is held against them. Returns the bytes to work on.
 * @param lines whether a text of one line may have no more. Throws MALFORMED where they are no such message or hold broken UTF-8, and INVALID with the rules that they break.
 */
export function proved({ input: descriptor, bound, collections }: Proved, bytes: Uint8Array, lines = true): Uint8Array {
  const message = parsed(descriptor, bytes);
  const cleared = clearOutputOnly(descriptor, message, bound);
  const violations = [...violationsOf(descriptor, message, lines), ...otherNouns(message, collections)];
  if (violations.length > 0) refuse(descriptor, violations.filter(underMask(descriptor, message)));
  return cleared ? toBinary(descriptor, message) : bytes;
}

/**
 * A validator of whole records, for the merged one before it is saved: `validateMessage('doorstep.matching.v1.Need')`
 * takes the record's bytes. It throws MALFORMED or INVALID.
 */
export function validateMessage(typeName: string): (bytes: Uint8Array) => void {
  const descriptor = registry.getMessage(typeName);
  if (descriptor === undefined) throw new Error(`the descriptor image has no message ${typeName}`);
  return (bytes) => refuse(descriptor, violationsOf(descriptor, parsed(descriptor, bytes), false));
}

function refuse(descriptor: DescMessage, violations: readonly Violation[]): void {
  if (violations.length > 0) throw invalid({ message: descriptor.typeName }, violations);
}

function parsed(descriptor: DescMessage, bytes: Uint8Array): Message {
  try {
    return fromBinary(descriptor, bytes, { readUnknownFields: false });
  } catch {
    throw malformed({ message: descriptor.typeName });
  }
}

/** @param lines whether a text of one line may have no more: a record that was read from a sheet may. */
const violationsOf = (descriptor: DescMessage, message: Message, lines: boolean): Violation[] => [
  ...rulesBroken(descriptor, message),
  ...texting(descriptor, message, lines),
  ...wildTimes(descriptor, message),
];

function rulesBroken(descriptor: DescMessage, message: Message): Violation[] {
  const result = validator.validate(descriptor, message);
  if (result.kind === 'error') throw result.error;
  return (result.violations ?? []).map(({ field, ruleId, message: sentence }) => ({
    field: pathToString(field),
    rule: ruleId,
    text: about(field, textOf(ruleId, sentence)),
  }));
}

/** A sentence that begins with what the contract calls the field; one about a whole message stays as it is. */
function about(path: Path, { zh, en }: Text): Text {
  const field = path.findLast((part): part is DescField => part.kind === 'field');
  return field === undefined ? { zh, en } : { zh: `${String(getOption(field, called))}：${zh}`, en };
}
const called = optionNamed('doorstep.options.v1.zh');

// 0001-01-01 and 9999-12-31, the bounds of google.protobuf.Timestamp; beyond them a Date is invalid and would be stored so.
const [earliest, latest] = [-62_135_596_800n, 253_402_300_799n];
const times = trails(({ message }) => message?.typeName === 'google.protobuf.Timestamp');

function* wildTimes(descriptor: DescMessage, message: Message): Generator<Violation> {
  for (const { path, value } of follow(message, times(descriptor))) {
    const { seconds } = value as Timestamp;
    if (seconds >= earliest && seconds <= latest) continue;
    yield { field: path, rule: 'timestamp.range', text: textOf('timestamp.range', '') };
  }
}
