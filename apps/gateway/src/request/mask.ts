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

const empty = {
  rule: 'mask.empty',
  text: { zh: '更新掩码中有空的路径', en: 'has an empty path' },
};

/** What is wrong with a mask: each of its paths begins with a field of the resource. */
export function maskViolations(resource: DescMessage, mask: string): Violation[] {
  const paths = mask.split(',');
  if (paths.some((path) => path.trim() === '')) return [{ field: 'updateMask', ...empty }];
  const known = paths.every((path) => path === '*' || fieldsOf(resource).has(path.split('.')[0] ?? ''));
  return known ? [] : [{ field: 'updateMask', ...unknown }];
}
