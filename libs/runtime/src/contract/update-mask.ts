import type { Violation } from '@doorstep/domain';
import type { DescMessage, Message } from '@bufbuild/protobuf';
import type { FieldMask } from '@bufbuild/protobuf/wkt';

/**
 * Which violations of a request count: all, but of an update with a mask only those under the mask, since the merged
 * record is held against the rules before it is saved.
 */
export function underMask(descriptor: DescMessage, message: Message): (violation: Violation) => boolean {
  const mask = descriptor.fields.find((field) => field.message?.typeName === 'google.protobuf.FieldMask');
  const record = descriptor.fields.find(({ name }) => descriptor.typeName.endsWith(`.Update${pascal(name)}Request`));
  if (mask === undefined || record === undefined) return () => true;
  const paths = (message as Message & Record<string, FieldMask | undefined>)[mask.localName]?.paths ?? [];
  if (paths.length === 0 || paths.includes('*')) return () => true;
  return ({ field }) =>
    field !== record.name && (!field.startsWith(`${record.name}.`) || named(field, record.name, paths));
}

const pascal = (snake: string): string =>
  snake.replace(/(^|_)([a-z])/g, (_, __, letter: string) => letter.toUpperCase());

function named(field: string, record: string, paths: readonly string[]): boolean {
  const within = field.slice(record.length + 1);
  return paths.some((path) => within === path || within.startsWith(`${path}.`) || within.startsWith(`${path}[`));
}
