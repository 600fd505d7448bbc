import { ScalarType, type DescField, type DescMessage } from '@bufbuild/protobuf';
import { registry } from '@doorstep/access';
import { Schema, type SchemaDefinition, type SchemaDefinitionProperty, type mongo } from 'mongoose';
import { journalIndexes } from '@doorstep/events';
import { notesCollection } from '../read/notes.js';
import { indexesOf, outboxIndex } from '../read/indexes.js';
import { kept } from '../mapping/codec.js';
import type { Stored } from '../mapping/definition.js';
import type { Own } from '../mapping/document.js';
import type { Noun } from '../mapping/noun.js';

/** Nothing is hydrated: a schema says what MongoDB holds, and mongoose adds nothing of its own. */
const plain = { id: false, versionKey: false, suppressReservedKeysWarning: true } as const;
const part = (fields: SchemaDefinition): Schema => new Schema(fields, { ...plain, _id: false });

const event = part({
  id: String,
  type: { type: String },
  aggregate: String,
  version: Number,
  n: Number,
  body: String,
  sealed: part({ suite: String, bytes: Buffer }),
});
const clock = part({
  start: Date,
  kind: String,
  n: Number,
  pauses: [part({ from: Date, until: Date })],
  calendar: String,
  due: Date,
  warn: Date,
  rings: [part({ at: Date, what: String })],
});

/** The store's own fields. */
const own = {
  _id: { type: String, required: true },
  _v: { type: Number, required: true },
  _aud: { type: [String], required: true },
  _req: { type: [part({ k: String, mac: String, v: Number })], required: true },
  _ev: { type: [event], required: true },
  _fig: { type: Map, of: String },
  _clocks: { type: Map, of: clock },
  _next: Date,
  _hold: Number,
  _gone: Date,
  _staged: part({ by: String, aud: [String], ev: [event], next: Date }),
} satisfies Record<keyof Own, SchemaDefinitionProperty>;

/** What a collection of this name must look like. */
export interface CollectionSchema {
  readonly name: string;
  readonly schema: Schema;
}

/** A collection of which only the indexes are said; its documents are not proved by the database. */
export const indexed = (name: string, ...indexes: readonly mongo.IndexDescription[]): CollectionSchema => ({
  name,
  schema: withIndexes(new Schema({}, plain), indexes),
});

/** How MongoDB holds a noun of the contract. */
export function schemaOf<T extends Stored>(noun: Noun<T>): CollectionSchema {
  const message = registry.getMessage(noun.descriptor.typeName);
  if (message === undefined) throw new Error(`the contract has no message ${noun.descriptor.typeName}`);
  return { name: noun.spec.name, schema: withIndexes(schemaFrom(message), indexesOf(noun)) };
}

/**
 * The contract's fields by their types, and the store's own. Values of enums are not named: an older replica would
 * refuse what a newer one writes.
 */
export const schemaFrom = ({ fields }: DescMessage): Schema =>
  new Schema({ ...own, ...definitionOf(fields.filter(({ localName }) => !kept.has(localName))) }, plain);

const noteFields = { record: String, actor: String, purpose: String, time: Date };

/** What every service keeps beside its records: the journal, and notes with events that wait for the relay. */
export const ownCollections: readonly CollectionSchema[] = [
  indexed('journal', ...journalIndexes),
  { name: notesCollection, schema: withIndexes(new Schema({ ...own, ...noteFields }, plain), [outboxIndex]) },
];

function withIndexes(schema: Schema, indexes: readonly mongo.IndexDescription[]): Schema {
  for (const { key, ...options } of indexes) schema.index(key as Record<string, 1 | -1>, options);
  return schema;
}

const definitionOf = (fields: readonly DescField[]): SchemaDefinition =>
  Object.fromEntries(
    fields.map((field) => {
      const type = typeOf(field);
      return [field.localName, { type: field.fieldKind === 'list' ? [type] : type }];
    }),
  );

/** Throws where a field is of a kind that stored messages do not have. */
function typeOf(field: DescField) {
  if (field.enum) return String;
  if (field.message) return messageType(field.message);
  switch (field.scalar) {
    case ScalarType.STRING:
      return String;
    case ScalarType.BOOL:
      return Boolean;
    case ScalarType.INT32:
    case ScalarType.INT64:
    case ScalarType.DOUBLE:
      return Number;
    default:
      throw new Error(`${field.parent.typeName}.${field.name}: the store holds no field of this kind`);
  }
}

const messageType = (message: DescMessage) =>
  message.typeName === 'google.protobuf.Timestamp' ? Date : part(definitionOf(message.fields));

/** The validator of a collection: types, nothing else. Undefined where the schema says nothing of its documents. */
export const validatorOf = (schema: Schema): mongo.Document | undefined =>
  Object.keys(schema.paths).length > 1 ? { $jsonSchema: schema.toJSONSchema({ useBsonType: true }) } : undefined;
