/** The messages of the conformance suite with only those fields that our own JSON writer plans. */
import {
  clone,
  createFileRegistry,
  fromBinary,
  toJsonString,
  type DescField,
  type DescMessage,
  type Registry,
} from '@bufbuild/protobuf';
import { FileDescriptorSetSchema, type DescriptorProto, type FileDescriptorSet } from '@bufbuild/protobuf/wkt';
import { planOf } from '../../apps/gateway/src/json/out/plan.ts';

/**
 * The same files without the fields that a plan refuses. Every message of the suite has some: as it stands, none of them
 * would be written by us, and the suite would prove protobuf-es alone.
 */
export function planned(files: FileDescriptorSet): FileDescriptorSet {
  const registry = createFileRegistry(files);
  const strip = (message: DescriptorProto, scope: string): void => {
    const typeName = `${scope}.${message.name}`;
    const kept = new Set(
      registry
        .getMessage(typeName)
        ?.fields.filter(isPlanned)
        .map(({ number }) => number),
    );
    message.field = message.field.filter(({ number }) => kept.has(number));
    message.nestedType.forEach((inner) => strip(inner, typeName));
  };
  const lesser = clone(FileDescriptorSetSchema, files);
  for (const file of lesser.file)
    if (file.package.startsWith('protobuf_test_messages.'))
      file.messageType.forEach((message) => strip(message, file.package));
  return lesser;
}

/** A message of nothing but this field has a plan. */
const isPlanned = (field: DescField): boolean =>
  field.oneof === undefined && planOf({ ...field.parent, fields: [field], oneofs: [] }) !== undefined;

type Typed = readonly [DescMessage, Registry];

/** Whether protobuf-es says the same of both types' readings of some bytes: a refusal of both is the same, too. */
export const sameText = (one: Typed, other: Typed, bytes: Uint8Array): boolean =>
  textOf(one, bytes) === textOf(other, bytes);

function textOf([type, registry]: Typed, bytes: Uint8Array): string {
  try {
    return toJsonString(type, fromBinary(type, bytes), { registry });
  } catch {
    return 'refused';
  }
}
