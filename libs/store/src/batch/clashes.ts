import { alreadyExists, type DomainError } from '@doorstep/domain';
import type { mongo } from 'mongoose';
import type { NounDefinition, Stored, Unique } from '../mapping/definition.js';
import type { Document } from '../mapping/document.js';

/** Something that at most one record may have. */
interface Key {
  readonly of: Document;
  readonly text: string;
  readonly filter: mongo.Filter<Document>;
  readonly refusal: () => DomainError;
}

/** Which of new documents meet what is there already, or one before them, with the refusal. */
export async function clashesOf<T extends Stored>(
  { unique = [] }: NounDefinition<T>,
  stored: mongo.Collection<Document>,
  documents: readonly Document[],
  seen: Set<string>,
): Promise<ReadonlyMap<Document, DomainError>> {
  const found = new Map<Document, DomainError>();
  const kinds = [(of: Document) => nameOf(of), ...unique.map((one) => (of: Document) => keyOf(one, of))];
  for (const kind of kinds) {
    const keys = documents.flatMap((document) => kind(document) ?? []);
    const [first] = keys;
    if (first === undefined) continue;
    const byName = keys.map(({ filter }) => filter._id as string | undefined).filter((name) => name !== undefined);
    const rows = stored.find(
      byName.length === keys.length ? { _id: { $in: byName } } : { $or: keys.map(({ filter }) => filter) },
    );
    const taken = new Set<string>();
    for await (const row of rows) taken.add(kind(row)?.text ?? '');
    for (const { of, text, refusal } of keys) {
      if (taken.has(text) || seen.has(text)) found.set(of, refusal());
      seen.add(text);
    }
  }
  return found;
}

const nameOf = (of: Document): Key => ({ of, text: of._id, filter: { _id: of._id }, refusal: () => alreadyExists() });

function keyOf<T>({ fields, where = {}, refusal }: Unique<T>, of: Document): Key | undefined {
  if (Object.entries(where).some(([field, value]) => of[field] !== value)) return undefined;
  const values = Object.fromEntries(fields.map((field) => [field, of[field]]));
  return { of, text: JSON.stringify(values), filter: { ...where, ...values }, refusal: () => refusal() };
}
