import { isDeepStrictEqual } from 'node:util';
import type { Stored, NounDefinition } from './definition.js';
import type { Document } from './document.js';
import type { NounDescriptor } from './descriptor.js';

/** A record's fields as a document holds them. */
type Fields = Readonly<Record<string, unknown>>;

/** What changed between two states of a record, by top-level fields. */
export interface Difference {
  readonly set: Fields;
  readonly unset: Readonly<Record<string, ''>>;
  readonly fields: readonly string[];
}

/** The only way in and out of a document, and the one place that knows which fields are personal. */
export interface Codec<T extends Stored> {
  decode(document: Document): T;
  encode(record: T): Fields;
  /** The record without its personal fields: for answers without a purpose, and for events. */
  redact(record: T): T;
  /** The personal fields that are set, for the sealed part of events. */
  personal(record: T): Fields;
  difference(before: T, after: T): Difference;
}

/** Fields of a message that no document has: its id and its version hold them. */
export const kept: ReadonlySet<string> = new Set(['name', 'etag']);

export function codecOf<T extends Stored>(spec: NounDefinition<T>, descriptor: NounDescriptor): Codec<T> {
  const fields = descriptor.fields.filter((field) => !kept.has(field));
  const open = fields.filter((field) => !descriptor.personal.includes(field));
  const pick = (record: T, names: readonly string[]): Record<string, unknown> => {
    const picked: Record<string, unknown> = {};
    for (const name of names) {
      const value = record[name as keyof T];
      if (value !== undefined) picked[name] = value;
    }
    return picked;
  };
  return {
    decode: (document) => spec.message.fromPartial({ ...document, name: document._id, etag: String(document._v) }),
    encode: (record) => pick(record, fields),
    redact: (record) => spec.message.fromPartial(pick(record, [...open, ...kept])),
    personal: (record) => pick(record, descriptor.personal),
    difference(before, after) {
      const [old, next] = [pick(before, fields), pick(after, fields)];
      const changed = fields.filter((field) => !isDeepStrictEqual(old[field], next[field]));
      return {
        fields: changed,
        set: Object.fromEntries(changed.filter((field) => field in next).map((field) => [field, next[field]])),
        unset: Object.fromEntries(changed.filter((field) => !(field in next)).map((field) => [field, ''])),
      };
    },
  };
}
