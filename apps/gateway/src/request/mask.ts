import type { DescMessage, JsonValue } from '@bufbuild/protobuf';
import type { Violation } from '@doorstep/domain';
import { behaves } from '../contract/options.js';
import { fieldsOf, isObject } from '../json/violations.js';

/**
 * The mask that the body of a PATCH implies: its own fields, without those that only the platform writes, so that a
 * record that was read can be sent back changed. A field sent as null is in it, and is thereby cleared.
 */
export function maskOf(resource: DescMessage, body: JsonValue | undefined): string[] {
  if (!isObject(body)) return [];
  const fields = Object.keys(body).map((key) => fieldsOf(resource).get(key));
  return fields.flatMap((field) => (field === undefined || behaves(field, 'outputOnly') ? [] : [field.jsonName]));
}

/** A mask as the client wrote it, in either spelling, as ProtoJSON spells it. */
export const camelMask = (mask: string): string =>
  mask.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

const unknown = {
  rule: 'mask.unknown',
  text: { zh: '更新掩码中含有未知字段', en: 'names a field that the resource does not have' },
};

/** Whether every path of a mask begins with a field of the resource. */
export const maskViolations = (resource: DescMessage, mask: string): Violation[] =>
  mask.split(',').every((path) => path === '*' || fieldsOf(resource).has(path.split('.')[0] ?? ''))
    ? []
    : [{ field: 'updateMask', ...unknown }];
