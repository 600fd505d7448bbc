import { ScalarType, type DescEnum, type DescField, type DescMessage } from '@bufbuild/protobuf';
import { FeatureSet_FieldPresence } from '@bufbuild/protobuf/wkt';
import { delimited, fixed64, varint } from './wire.js';

/** How a value stands in JSON. */
type Kind =
  'text' | 'int32' | 'uint32' | 'int64' | 'uint64' | 'bool' | 'enum' | 'bytes' | 'double' | 'time' | 'message';

/** One field of a message, made ready: its key encoded, its enum names encoded, the plan of its message. */
export interface FieldPlan {
  readonly number: number;
  readonly kind: Kind;
  readonly wireType: number;
  readonly repeated: boolean;
  /** A message that stands once: where it is sent in parts, they merge. */
  readonly mergeable: boolean;
  /** Whether it is written also where it was not sent. */
  readonly implicit: boolean;
  /** `"key":`, and the same after a comma. */
  readonly first: Uint8Array;
  readonly next: Uint8Array;
  /** The key with the value of what was not sent. */
  readonly firstAbsent: Uint8Array;
  readonly nextAbsent: Uint8Array;
  readonly names: ReadonlyMap<number, Uint8Array>;
  readonly message: Plan | undefined;
}

/** A message, made ready: its fields in the order of JSON, and by number their place in it. */
export interface Plan {
  readonly fields: readonly FieldPlan[];
  /** Field number → place in `fields`; -1 where there is none. */
  readonly places: Int32Array;
}

const kinds: Readonly<Partial<Record<ScalarType, readonly [Kind, number]>>> = {
  [ScalarType.STRING]: ['text', delimited],
  [ScalarType.BYTES]: ['bytes', delimited],
  [ScalarType.BOOL]: ['bool', varint],
  [ScalarType.INT32]: ['int32', varint],
  [ScalarType.UINT32]: ['uint32', varint],
  [ScalarType.INT64]: ['int64', varint],
  [ScalarType.UINT64]: ['uint64', varint],
  [ScalarType.DOUBLE]: ['double', fixed64],
};

const zeroCode = 48;

/** Highest field number that a plan takes: its table has a place for each. */
const maxNumber = 1_000;

/**
 * Makes a message ready. Returns undefined where it, or one within it, has something that protobuf-es writes better:
 * maps, oneofs, groups, other well-known types than Timestamp, rare number formats, itself.
 */
export function planOf(message: DescMessage, above: readonly DescMessage[] = []): Plan | undefined {
  const plain =
    message.oneofs.length === 0 && !message.typeName.startsWith('google.protobuf.') && !above.includes(message);
  if (!plain || message.fields.some(({ number }) => number > maxNumber)) return undefined;
  const sorted = [...message.fields].sort((a, b) => a.number - b.number);
  const fields = sorted.map((field) => fieldPlan(field, [...above, message]));
  const whole = fields.filter((field) => field !== undefined);
  if (whole.length < fields.length) return undefined;
  const places = new Int32Array(Math.max(0, ...whole.map(({ number }) => number)) + 1).fill(-1);
  whole.forEach(({ number }, place) => (places[number] = place));
  return { fields: whole, places };
}

function fieldPlan(field: DescField, above: readonly DescMessage[]): FieldPlan | undefined {
  const shape = shapeOf(field);
  if (shape === undefined || field.fieldKind === 'map') return undefined;
  const [kind, wireType] = shape;
  const inner = kind === 'message' && field.message ? planOf(field.message, above) : undefined;
  if (kind === 'message' && inner === undefined) return undefined;
  const key = `${JSON.stringify(field.jsonName)}:`;
  const names = field.enum ? namesOf(field.enum) : new Map<number, Uint8Array>();
  const repeated = field.fieldKind === 'list';
  const none = repeated ? '[]' : absent(kind, names);
  return {
    ...{ number: field.number, kind, wireType },
    ...{ repeated, names },
    mergeable: field.fieldKind === 'message',
    implicit: field.fieldKind === 'list' || field.presence === FeatureSet_FieldPresence.IMPLICIT,
    first: Buffer.from(key),
    next: Buffer.from(`,${key}`),
    firstAbsent: Buffer.from(key + none),
    nextAbsent: Buffer.from(`,${key}${none}`),
    message: inner,
  };
}

/** What stands for a single value that was not sent. */
function absent(kind: Kind, names: ReadonlyMap<number, Uint8Array>): string {
  if (kind === 'text' || kind === 'bytes') return '""';
  if (kind === 'bool') return 'false';
  if (kind === 'enum') return Buffer.from(names.get(0) ?? [zeroCode]).toString();
  return kind === 'int64' || kind === 'uint64' ? '"0"' : '0';
}

function shapeOf(field: DescField): readonly [Kind, number] | undefined {
  if (field.scalar !== undefined) return kinds[field.scalar];
  if (field.enum !== undefined)
    return field.enum.typeName === 'google.protobuf.NullValue' ? undefined : ['enum', varint];
  if ('delimitedEncoding' in field && field.delimitedEncoding) return undefined;
  return [field.message.typeName === 'google.protobuf.Timestamp' ? 'time' : 'message', delimited];
}

/** The first name of each number counts, where a number has several. */
const namesOf = ({ values }: DescEnum): ReadonlyMap<number, Uint8Array> =>
  new Map([...values].reverse().map(({ number, name }) => [number, Buffer.from(`"${name}"`)]));
