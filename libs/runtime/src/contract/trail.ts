import type { DescField, DescMessage, Message } from '@bufbuild/protobuf';

/** The fields of a message that are looked for, and the fields that lead to more of them below. */
export interface Trail {
  readonly here: readonly DescField[];
  readonly below: readonly { readonly field: DescField; readonly trail: () => Trail }[];
}
const nothing: Trail = { here: [], below: [] };

/** Finds such fields once a message type, so that a message without any costs nothing to look through. */
export function trails(wanted: (field: DescField) => boolean): (message: DescMessage) => Trail {
  const known = new Map<DescMessage, Trail>();
  const holds = (message: DescMessage, seen: Set<DescMessage>): boolean => {
    if (seen.has(message)) return false;
    seen.add(message);
    return message.fields.some((field) => wanted(field) || (field.message !== undefined && holds(field.message, seen)));
  };
  const trailOf = (message: DescMessage): Trail => {
    const found = known.get(message);
    if (found !== undefined) return found;
    const here = message.fields.filter(wanted);
    const below = message.fields.flatMap((field) => {
      const type = field.message;
      if (type === undefined || here.includes(field) || !holds(type, new Set())) return [];
      return [{ field, trail: () => trailOf(type) }];
    });
    const trail = here.length + below.length === 0 ? nothing : { here, below };
    known.set(message, trail);
    return trail;
  };
  return trailOf;
}

/** A field found in a message: the message that has it, and its path from the top. */
export interface Found {
  readonly field: DescField;
  readonly value: unknown;
  readonly message: Message;
  readonly path: string;
}

/** Every field of a trail that is set in a message, at every depth. */
export function* follow(message: Message, { here, below }: Trail, path = ''): Generator<Found> {
  for (const field of here) {
    for (const { value, at } of values(message, field)) yield { field, value, message, path: path + at };
  }
  for (const { field, trail } of below) {
    for (const { value, at } of values(message, field)) yield* follow(value as Message, trail(), `${path}${at}.`);
  }
}

/** What a field holds: nothing, one value, or each item of a list. Contracts of ours have no maps and no oneofs. */
function values(message: Message, field: DescField): { value: unknown; at: string }[] {
  const value = (message as Message & Record<string, unknown>)[field.localName];
  if (value === undefined) return [];
  if (field.fieldKind !== 'list') return [{ value, at: field.name }];
  return (value as unknown[]).map((item, index) => ({ value: item, at: `${field.name}[${index}]` }));
}
