import { registry } from '@doorstep/access';
import { failure, type Violation } from '@doorstep/domain';
import { create, fromBinary, toBinary, type DescMessage, type Message } from '@bufbuild/protobuf';
import type { FieldMask } from '@bufbuild/protobuf/wkt';
import { isReflectMessage, pathToString, reflect, type ReflectMessage } from '@bufbuild/protobuf/reflect';
import { createValidator } from '@bufbuild/protovalidate';
import { clearOutputOnly } from './output-only.js';
import { textOf } from './violation-texts.js';

export const malformed = failure('INVALID_ARGUMENT', 'MALFORMED', '请求无法解读', 'the request cannot be read');
export const invalid = failure('INVALID_ARGUMENT', 'INVALID', '请求中有不符合规则的内容', 'the request breaks a rule');

const validator = createValidator({ registry });

/** Compiles every rule of a message and of all within it, once. Throws where one does not compile. */
export function compileRules(message: DescMessage, seen = new Set<string>()): void {
  if (seen.has(message.typeName)) return;
  seen.add(message.typeName);
  const { kind, error } = validator.validate(message, create(message));
  if (kind === 'error') throw new Error(`a rule of ${message.typeName} does not compile: ${error.message}`);
  for (const field of message.fields) if (field.message !== undefined) compileRules(field.message, seen);
}

/**
 * Proves the bytes of a request: well-formed, freed of OUTPUT_ONLY fields, true to the rules of the contract. Of an
 * update with a mask, only what the mask names is held against them. Returns the bytes to work on.
 * Throws MALFORMED where they are no such message or hold broken UTF-8, and INVALID with the rules that they break.
 */
export function proved(descriptor: DescMessage, bytes: Uint8Array, bound: readonly string[]): Uint8Array {
  const message = parsed(descriptor, bytes);
  const cleared = clearOutputOnly(reflect(descriptor, message), bound);
  const mask = maskOf(descriptor, message);
  refuse(
    descriptor,
    violationsOf(descriptor, message).filter(({ field }) => counts(field, mask)),
  );
  return cleared ? toBinary(descriptor, message) : bytes;
}

/**
 * A validator of whole records, for the merged one before it is saved: `validateMessage('doorstep.matching.v1.Need')`
 * takes the record's bytes. It throws MALFORMED or INVALID.
 */
export function validateMessage(typeName: string): (bytes: Uint8Array) => void {
  const descriptor = registry.getMessage(typeName);
  if (descriptor === undefined) throw new Error(`the descriptor image has no message ${typeName}`);
  return (bytes) => refuse(descriptor, violationsOf(descriptor, parsed(descriptor, bytes)));
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

const violationsOf = (descriptor: DescMessage, message: Message): Violation[] => [
  ...rulesBroken(descriptor, message),
  ...wildTimes(reflect(descriptor, message)),
];

function rulesBroken(descriptor: DescMessage, message: Message): Violation[] {
  const result = validator.validate(descriptor, message);
  if (result.kind === 'error') throw result.error;
  return (result.violations ?? []).map(({ field, ruleId, message: sentence }) => ({
    field: pathToString(field),
    rule: ruleId,
    text: textOf(ruleId, sentence),
  }));
}

// 0001-01-01 and 9999-12-31, the bounds of google.protobuf.Timestamp; beyond them a Date is invalid and would be stored so.
const [earliest, latest] = [-62_135_596_800n, 253_402_300_799n];

function wildTimes(message: ReflectMessage, path = ''): Violation[] {
  if (message.desc.typeName === 'google.protobuf.Timestamp') {
    const seconds = secondsOf(message);
    if (seconds >= earliest && seconds <= latest) return [];
    return [{ field: path, rule: 'timestamp.range', text: textOf('timestamp.range', '') }];
  }
  return message.fields.flatMap((field) => {
    if (field.message === undefined || !message.isSet(field)) return [];
    const at = path === '' ? field.name : `${path}.${field.name}`;
    if (field.fieldKind === 'message') return wildTimes(message.get(field), at);
    if (field.fieldKind !== 'list') return [];
    const items = [...message.get(field)].filter((item) => isReflectMessage(item));
    return items.flatMap((item, index) => wildTimes(item, `${at}[${index}]`));
  });
}

function secondsOf(message: ReflectMessage): bigint {
  const [field] = message.fields;
  const seconds: unknown = field === undefined ? undefined : message.get(field);
  return typeof seconds === 'bigint' ? seconds : 0n;
}

/** What an update may change: its record's field and the mask within it; undefined where everything counts. */
interface Mask {
  readonly record: string;
  readonly paths: readonly string[];
}

function maskOf(descriptor: DescMessage, message: Message): Mask | undefined {
  const mask = descriptor.fields.find(({ message: type }) => type?.typeName === 'google.protobuf.FieldMask');
  const record = descriptor.fields.find(({ name }) => descriptor.typeName.endsWith(`.Update${pascal(name)}Request`));
  if (mask?.fieldKind !== 'message' || record === undefined) return undefined;
  const reflected = reflect(descriptor, message);
  if (!reflected.isSet(mask)) return undefined;
  const { paths } = reflected.get(mask).message as FieldMask;
  return paths.length === 0 || paths.includes('*') ? undefined : { record: record.name, paths };
}

const pascal = (snake: string): string =>
  snake.replace(/(^|_)([a-z])/g, (_, __, letter: string) => letter.toUpperCase());

/** Only what an update changes is held against the rules; the merged record is, before it is saved. */
function counts(field: string, mask: Mask | undefined): boolean {
  if (mask === undefined) return true;
  if (field === mask.record) return false;
  if (!field.startsWith(`${mask.record}.`)) return true;
  const within = field.slice(mask.record.length + 1);
  return mask.paths.some((path) => within === path || within.startsWith(`${path}.`) || within.startsWith(`${path}[`));
}
