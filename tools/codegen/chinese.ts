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
  type FileDescriptorProto,
} from '@bufbuild/protobuf/wkt';
import { commentsOf } from '../openapi/schema/comments.ts';

/** Han characters and their brackets alone: a colon that was forgotten, or a full-width one, makes no name of a sentence. */
const words = /^(\p{Script=Han}[\p{Script=Han}（）%]{0,15})(?:: |[.。]|$)/u;

/** What a comment calls a thing in Chinese; undefined where it does not. */
export const chineseIn = (comment: string | undefined): string | undefined => words.exec(comment ?? '')?.[1];

type Place = readonly [path: string, name: (zh: string) => void];

/** The image with the Chinese names in it and without its comments, and what has none. */
export function named(imageWithSource: Uint8Array): {
  readonly image: Uint8Array;
  readonly nameless: readonly string[];
} {
  const set = fromBinary(FileDescriptorSetSchema, imageWithSource);
  const registry = createFileRegistry(set);
  const comments = commentsOf(imageWithSource);
  const nameless: string[] = [];
  const option = (name: string): DescExtension => registry.getExtension(`doorstep.options.v1.${name}`) as DescExtension;
  for (const file of set.file) {
    if (file.package.startsWith('doorstep.') && file.package !== 'doorstep.options.v1')
      for (const [path, name] of placesIn(file, option)) {
        const zh = chineseIn(comments.get(path));
        if (zh === undefined) nameless.push(path);
        else name(zh);
      }
    delete file.sourceCodeInfo;
  }
  return { image: toBinary(FileDescriptorSetSchema, set), nameless };
}

/** Everything in a file that has a Chinese name, by its full name, and how it is given. */
function* placesIn(file: FileDescriptorProto, option: (name: string) => DescExtension): Generator<Place> {
  const place = <O extends Message>(thing: { options?: O }, path: string, fresh: () => O, name: string): Place => [
    path,
    (zh) => setExtension((thing.options ??= fresh()), option(name), zh as never),
  ];
  function* inEnum(one: EnumDescriptorProto, scope: string): Generator<Place> {
    yield place(one, `${scope}.${one.name}`, () => create(EnumOptionsSchema), 'enum_zh');
    for (const value of one.value)
      yield place(value, `${scope}.${one.name}.${value.name}`, () => create(EnumValueOptionsSchema), 'value_zh');
  }
  function* inMessage(message: DescriptorProto, scope: string): Generator<Place> {
    const path = `${scope}.${message.name}`;
    yield place(message, path, () => create(MessageOptionsSchema), 'message_zh');
    for (const field of message.field)
      yield place(field, `${path}.${field.name}`, () => create(FieldOptionsSchema), 'zh');
    for (const one of message.enumType) yield* inEnum(one, path);
    // The entries of a map are nobody's to comment.
    const written = message.nestedType.filter(({ options }) => options?.mapEntry !== true);
    for (const one of written) yield* inMessage(one, path);
  }
  for (const one of file.messageType) yield* inMessage(one, file.package);
  for (const one of file.enumType) yield* inEnum(one, file.package);
  for (const service of file.service) {
    const path = `${file.package}.${service.name}`;
    yield place(service, path, () => create(ServiceOptionsSchema), 'service_zh');
    for (const method of service.method)
      yield place(method, `${path}.${method.name}`, () => create(MethodOptionsSchema), 'method_zh');
  }
}
