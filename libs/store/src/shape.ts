import { getOption, ScalarType, type DescField, type DescMessage } from '@bufbuild/protobuf';
import { optionNamed, registry } from '@doorstep/access';

const resource = optionNamed('google.api.resource');
const behavior = optionNamed('google.api.field_behavior');
const sensitive = optionNamed('doorstep.options.v1.sensitive');
const outputOnly = 3;
const immutable = 5;

/** What the contract says of a noun's fields; names as the messages spell them, `openUntil`. */
export interface Shape {
  readonly typeName: string;
  readonly fields: readonly string[];
  /** Fields that are personal, or hold something personal. */
  readonly personal: readonly string[];
  /** Fields that a client may change after creation. */
  readonly editable: readonly string[];
  has(field: string): boolean;
  /** A filter's text as the value that documents hold; undefined where the field is absent or the text does not fit. */
  valueOf(field: string, text: string): string | number | boolean | undefined;
}

/** The shape of a collection, found by its resource pattern. Throws where no message of the contract has it. */
export function shapeOf(collection: string): Shape {
  const message = messageOf(collection);
  const byName = new Map(message.fields.map((field) => [field.localName, field]));
  const names = (fields: readonly DescField[]): string[] => fields.map(({ localName }) => localName);
  return {
    typeName: message.typeName,
    fields: names(message.fields),
    personal: names(message.fields.filter((field) => isPersonal(field, new Set()))),
    editable: names(message.fields.filter((field) => !has(field, outputOnly) && !has(field, immutable))),
    has: (field) => byName.has(field),
    valueOf: (field, text) => valueOf(byName.get(field), text),
  };
}

function messageOf(collection: string): DescMessage {
  for (const file of registry.files) {
    for (const message of file.messages) {
      const { pattern = [] } = getOption(message, resource) as { pattern?: string[] };
      if (pattern.some((text) => text.startsWith(`${collection}/{`))) return message;
    }
  }
  throw new Error(`no message of the contract has the resource pattern ${collection}/{…}`);
}

const has = (field: DescField, value: number): boolean => (getOption(field, behavior) as number[]).includes(value);

function isPersonal(field: DescField, seen: Set<DescMessage>): boolean {
  if ((getOption(field, sensitive) as number) !== 0) return true;
  const inner = field.message;
  if (inner === undefined || seen.has(inner)) return false;
  seen.add(inner);
  return inner.fields.some((part) => isPersonal(part, seen));
}

function valueOf(field: DescField | undefined, text: string): string | number | boolean | undefined {
  if (field?.fieldKind === 'enum') {
    const { values, sharedPrefix = '' } = field.enum;
    return values.find(({ name }) => name === text || name === `${sharedPrefix.toUpperCase()}${text}`)?.name;
  }
  if (field?.fieldKind !== 'scalar') return undefined;
  if (field.scalar === ScalarType.STRING) return text;
  if (field.scalar === ScalarType.BOOL) return text === 'true' || text === 'false' ? text === 'true' : undefined;
  return /^-?\d{1,15}$/.test(text) ? Number(text) : undefined;
}
