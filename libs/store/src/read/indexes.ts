import type { mongo } from 'mongoose';
import type { NounDefinition, Stored } from '../mapping/definition.js';
import { indexOf } from './lists.js';
import type { Noun } from '../mapping/noun.js';

/** Finds the records in which events wait. */
export const outboxIndex: mongo.IndexDescription = {
  key: { '_ev.id': 1 },
  partialFilterExpression: { '_ev.0': { $exists: true } },
};

/** What every collection needs: receipts, events that wait, clocks, what is held. */
const common: mongo.IndexDescription[] = [
  { key: { '_req.k': 1 }, unique: true, partialFilterExpression: { '_req.k': { $exists: true } } },
  outboxIndex,
  { key: { _next: 1 }, sparse: true },
  { key: { '_staged.by': 1 }, sparse: true },
];

/** Finds the records that refer to a resource, by one of the paths that may name it. */
const referenceIndex = (path: string): mongo.IndexDescription => ({
  key: { [path]: 1 },
  partialFilterExpression: { [path]: { $gt: '' } },
});

/** Fields by which records are looked for when what they name comes to an end. */
const tiedPaths = <T>({ parents = {} }: NounDefinition<T & Stored>): string[] =>
  Object.entries(parents).flatMap(([path, said]) => {
    if ('keep' in said) return [];
    const fates = [...Object.values(said.on), said.removed];
    return fates.some((fate) => fate !== undefined && !('keep' in fate)) ? [path] : [];
  });

/** Every index of a collection: one a declared list, a uniqueness, a reference, a scan each, and the common ones. */
export function indexesOf<T extends Stored>({ spec, descriptor, lists }: Noun<T>): mongo.IndexDescription[] {
  const unique = (spec.unique ?? []).map(({ fields, where }): mongo.IndexDescription => ({
    key: Object.fromEntries(fields.map((field) => [field, 1])),
    unique: true,
    ...(where && { partialFilterExpression: where }),
  }));
  const scans = (spec.indexes ?? []).map((key): mongo.IndexDescription => ({ key: key as Record<string, 1 | -1> }));
  return [
    ...common,
    ...lists.map(indexOf),
    ...unique,
    ...descriptor.references.map(({ path }) => referenceIndex(path)),
    ...tiedPaths(spec).map((path): mongo.IndexDescription => ({ key: { [path]: 1, state: 1 } })),
    ...scans,
  ];
}
