/** Chinese names: the words that begin a comment of the contract, `// 标题: what is lacking`, as options of the image. */
import {
  create,
  createFileRegistry,
  fromBinary,
  setExtension,
  toBinary,
  type DescExtension,
  type Message,
} from '@bufbuild/protobuf';
import {
  EnumOptionsSchema,
  EnumValueOptionsSchema,
  FieldOptionsSchema,
  FileDescriptorSetSchema,
  MessageOptionsSchema,
  MethodOptionsSchema,
  ServiceOptionsSchema,
  type DescriptorProto,
  type EnumDescriptorProto,
} from '@bufbuild/protobuf/wkt';
import { commentsOf } from '../openapi/comments.ts';

const words = /^([\p{Script=Han}][^:.]{0,39}?)(?:: |[.。]|$)/u;

/** What a comment calls a thing in Chinese; undefined where it does not. */
export const chineseIn = (comment: string | undefined): string | undefined => words.exec(comment ?? '')?.[1];

/** The image with the Chinese names in it and without its comments, and what has none. */
export function named(imageWithSource: Uint8Array): {
  readonly image: Uint8Array;
  readonly nameless: readonly string[];
} {
  const set = fromBinary(FileDescriptorSetSchema, imageWithSource);
  const registry = createFileRegistry(set);
  const comments = commentsOf(imageWithSource);
  const nameless: string[] = [];
  const name = <O extends Message>(thing: { options?: O }, path: string, fresh: () => O, option: string): void => {
    const zh = chineseIn(comments.get(path));
    if (zh === undefined) return void nameless.push(path);
    thing.options ??= fresh();
    setExtension(thing.options, registry.getExtension(`doorstep.options.v1.${option}`) as DescExtension, zh as never);
  };
  const nameEnum = (one: EnumDescriptorProto, scope: string): void => {
    name(one, `${scope}.${one.name}`, () => create(EnumOptionsSchema), 'enum_zh');
    for (const value of one.value)
      name(value, `${scope}.${one.name}.${value.name}`, () => create(EnumValueOptionsSchema), 'value_zh');
  };
  const nameMessage = (message: DescriptorProto, scope: string): void => {
    const path = `${scope}.${message.name}`;
    name(message, path, () => create(MessageOptionsSchema), 'message_zh');
    for (const field of message.field) name(field, `${path}.${field.name}`, () => create(FieldOptionsSchema), 'zh');
    for (const one of message.enumType) nameEnum(one, path);
    for (const one of message.nestedType) nameMessage(one, path);
  };
  for (const file of set.file) {
    if (file.package.startsWith('doorstep.') && file.package !== 'doorstep.options.v1') {
      for (const one of file.messageType) nameMessage(one, file.package);
      for (const one of file.enumType) nameEnum(one, file.package);
      for (const service of file.service) {
        const path = `${file.package}.${service.name}`;
        name(service, path, () => create(ServiceOptionsSchema), 'service_zh');
        for (const method of service.method)
          name(method, `${path}.${method.name}`, () => create(MethodOptionsSchema), 'method_zh');
      }
    }
    delete file.sourceCodeInfo;
  }
  return { image: toBinary(FileDescriptorSetSchema, set), nameless };
}
