/** Prints a proto2 file from its descriptor, for protos of others that npm carries only as descriptors. No comments. */
import {
  createRegistry,
  type DescExtension,
  type DescField,
  type DescFile,
  type DescMessage,
  type Message,
} from '@bufbuild/protobuf';
import { getExtension } from '@bufbuild/protobuf';
import { reflect, type ReflectMessage } from '@bufbuild/protobuf/reflect';
import {
  FieldDescriptorProto_Label as Label,
  FieldDescriptorProto_Type as Type,
  type DescriptorProto,
  type EnumDescriptorProto,
  type FieldDescriptorProto,
} from '@bufbuild/protobuf/wkt';
import * as wkt from '@bufbuild/protobuf/wkt';

const word = (type: Type): string => Type[type].toLowerCase();
const labels: Readonly<Record<number, string>> = {
  [Label.OPTIONAL]: 'optional',
  [Label.REPEATED]: 'repeated',
  [Label.REQUIRED]: 'required',
};
const indent = (text: string): string => text.replace(/^(?=.)/gm, '  ');
const block = (head: string, lines: readonly string[]): string => `${head} {\n${indent(lines.join('\n'))}\n}`;
/** C escapes, so that every line break stays inside its literal. */
const quoted = (text: string): string => JSON.stringify(text);

/** The text of the file. Throws where it holds what this printer does not know, as a group. */
export function printProto(file: DescFile): string {
  const { proto } = file;
  if (proto.syntax !== 'proto2' && proto.syntax !== '') throw new Error(`${proto.name} is ${proto.syntax}, not proto2`);
  const extensions = [...createRegistry(file)].filter((type) => type.kind === 'extension');
  const options = optionsPrinter(extensions);
  return [
    'syntax = "proto2";',
    `package ${proto.package};`,
    ...proto.dependency.map((name) => `import "${name}";`),
    ...options(proto.options, wkt.FileOptionsSchema).map((option) => `option ${option};`),
    ...proto.extension.map((field) => block(`extend ${field.extendee}`, [fieldOf(field, options)])),
    ...proto.messageType.map((message) => messageOf(message, options)),
    ...proto.enumType.map((one) => enumOf(one, options)),
    '',
  ].join('\n\n');
}

type Options = (message: Message | undefined, desc: DescMessage) => string[];

/** Prints options, extensions among them, as `name = value`. */
function optionsPrinter(extensions: readonly DescExtension[]): Options {
  return (message, desc) => {
    if (message === undefined) return [];
    const own = reflect(desc, message as never);
    const set = own.fields
      .filter((field) => own.isSet(field))
      .map((field) => `${field.name} = ${valueOf(field, own.get(field))}`);
    const unknown = new Set((message.$unknown ?? []).map(({ no }) => no));
    const known = extensions.filter((one) => one.extendee.typeName === desc.typeName && unknown.delete(one.number));
    if (unknown.size > 0) throw new Error(`options ${[...unknown].join(' ')} of ${desc.typeName} are not known`);
    return [
      ...set,
      ...known.map(
        (one) =>
          `(${one.typeName}) = ${valueOf(one, one.fieldKind === 'message' ? reflect(one.message, getExtension(message as never, one) as never) : getExtension(message as never, one))}`,
      ),
    ];
  };
}

function valueOf(field: DescField | DescExtension, value: unknown): string {
  if (field.fieldKind === 'list')
    return `[${[...(value as Iterable<unknown>)].map((one) => single(field, one)).join(', ')}]`;
  return single(field, value);
}

function single(field: DescField | DescExtension, value: unknown): string {
  if (field.enum) return field.enum.value[Number(value)]?.name ?? String(value);
  if (field.message) return textOf(value as ReflectMessage);
  return typeof value === 'string' ? quoted(value) : String(value);
}

const textOf = (message: ReflectMessage): string =>
  `{${message.fields
    .filter((field) => message.isSet(field))
    .map((field) => `${field.name}: ${valueOf(field, message.get(field))}`)
    .join(', ')}}`;

function messageOf(message: DescriptorProto, options: Options): string {
  const fields = message.field.flatMap((field) => {
    if (!inOneof(field)) return [fieldOf(field, options)];
    const members = message.field.filter((one) => inOneof(one) && one.oneofIndex === field.oneofIndex);
    if (members[0] !== field) return []; // printed with the first; the order of fields stays that of the descriptor
    const { name = '', options: own } = message.oneofDecl[field.oneofIndex] ?? {};
    return [
      block(`oneof ${name}`, [
        ...options(own, wkt.OneofOptionsSchema).map((option) => `option ${option};`),
        ...members.map((one) => fieldOf(one, options, '')),
      ]),
    ];
  });
  return block(`message ${message.name}`, [
    ...options(message.options, wkt.MessageOptionsSchema).map((option) => `option ${option};`),
    ...fields,
    ...message.extensionRange.map(({ start, end }) => `extensions ${range(start, end, 536_870_912)};`),
    ...message.reservedRange.map(({ start, end }) => `reserved ${range(start, end, 536_870_912)};`),
    ...(message.reservedName.length > 0 ? [`reserved ${message.reservedName.map(quoted).join(', ')};`] : []),
    ...message.nestedType.map((one) => messageOf(one, options)),
    ...message.enumType.map((one) => enumOf(one, options)),
    ...message.extension.map((field) => block(`extend ${field.extendee}`, [fieldOf(field, options)])),
  ]);
}

const inOneof = (field: FieldDescriptorProto): boolean => '$typeName' in field && Object.hasOwn(field, 'oneofIndex');
const range = (start: number, end: number, max: number): string =>
  end >= max ? `${start} to max` : end - 1 === start ? String(start) : `${start} to ${end - 1}`;

function fieldOf(field: FieldDescriptorProto, options: Options, label = `${labels[field.label] ?? ''} `): string {
  if (field.type === Type.GROUP) throw new Error(`${field.name} is a group`);
  const type = field.typeName || word(field.type);
  const all = [
    ...(field.defaultValue === ''
      ? []
      : [`default = ${field.type === Type.STRING ? quoted(field.defaultValue) : field.defaultValue}`]),
    ...options(field.options, wkt.FieldOptionsSchema),
  ];
  return `${label}${type} ${field.name} = ${field.number}${all.length > 0 ? ` [\n${indent(all.join(',\n'))}\n]` : ''};`;
}

const enumOf = (one: EnumDescriptorProto, options: Options): string =>
  block(`enum ${one.name}`, [
    ...options(one.options, wkt.EnumOptionsSchema).map((option) => `option ${option};`),
    ...one.value.map((value) => {
      const all = options(value.options, wkt.EnumValueOptionsSchema);
      return `${value.name} = ${value.number}${all.length > 0 ? ` [${all.join(', ')}]` : ''};`;
    }),
    ...one.reservedRange.map(({ start, end }) => `reserved ${start === end ? start : `${start} to ${end}`};`),
    ...(one.reservedName.length > 0 ? [`reserved ${one.reservedName.map(quoted).join(', ')};`] : []),
  ]);
