import { fromBinary } from '@bufbuild/protobuf';
import {
  FileDescriptorSetSchema,
  type DescriptorProto,
  type EnumDescriptorProto,
  type FileDescriptorProto,
} from '@bufbuild/protobuf/wkt';

/** Comments by the full name of what they stand before: `doorstep.matching.v1.Need.title`. */
export type Comments = ReadonlyMap<string, string>;

// Field numbers of descriptor.proto: a comment's place is a path of them and of indexes.
const inFile = { message: 4, enum: 5, service: 6 };
const inMessage = { field: 2, nested: 3, enum: 4 };
const within = 2; // methods of a service, values of an enum

/** Reads the comments of an image that was built with its source info. */
export function commentsOf(imageWithSource: Uint8Array): Comments {
  const { file } = fromBinary(FileDescriptorSetSchema, imageWithSource);
  return new Map(file.flatMap((one) => [...commentsIn(one)]));
}

function commentsIn(file: FileDescriptorProto): Map<string, string> {
  const places = new Map(
    (file.sourceCodeInfo?.location ?? []).map(({ path, leadingComments }) => [path.join('.'), leadingComments]),
  );
  const found = new Map<string, string>();
  const keep = (name: string, place: string): void => {
    const comment = places.get(place);
    if (comment)
      found.set(
        name,
        comment
          .split('\n')
          .map((line) => line.trim())
          .join('\n')
          .trim(),
      );
  };
  const keepEnum = (desc: EnumDescriptorProto, scope: string, place: string): void => {
    keep(`${scope}.${desc.name}`, place);
    desc.value.forEach((value, i) => keep(`${scope}.${desc.name}.${value.name}`, `${place}.${within}.${i}`));
  };
  const keepMessage = (desc: DescriptorProto, scope: string, place: string): void => {
    const name = `${scope}.${desc.name}`;
    keep(name, place);
    desc.field.forEach((field, i) => keep(`${name}.${field.name}`, `${place}.${inMessage.field}.${i}`));
    desc.enumType.forEach((one, i) => keepEnum(one, name, `${place}.${inMessage.enum}.${i}`));
    desc.nestedType.forEach((one, i) => keepMessage(one, name, `${place}.${inMessage.nested}.${i}`));
  };
  file.messageType.forEach((desc, i) => keepMessage(desc, file.package, `${inFile.message}.${i}`));
  file.enumType.forEach((desc, i) => keepEnum(desc, file.package, `${inFile.enum}.${i}`));
  file.service.forEach((desc, i) => {
    const name = `${file.package}.${desc.name}`;
    keep(name, `${inFile.service}.${i}`);
    desc.method.forEach((method, n) => keep(`${name}.${method.name}`, `${inFile.service}.${i}.${within}.${n}`));
  });
  return found;
}
