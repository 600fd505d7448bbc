import type { mongo } from 'mongoose';
import { guarded } from '../engine/driver-errors.js';
import type { Engine, Held } from '../engine/engine.js';
import { contended } from '../engine/refusals.js';
import { againWithinMs, atomic, majority } from '../engine/write-concern.js';
import type { Document } from '../mapping/document.js';
import { hold } from './fold.js';

/**
 * Inserts a document while what it relies on stands as it does. Throws what is said of the one that does not, and
 * CONTENDED where others change that again and again.
 */
export async function insertHolding(
  { connection }: Engine,
  documents: mongo.Collection<Document>,
  document: Document,
  held: readonly Held[],
): Promise<void> {
  if (held.length === 0) {
    await guarded(() => documents.insertOne(document, { writeConcern: majority }));
    return;
  }
  const begun = performance.now();
  await guarded(() =>
    connection.transaction(async (session) => {
      if (performance.now() - begun > againWithinMs) throw contended({ name: document._id });
      for (const one of held) {
        const { matchedCount } = await one.documents.updateOne(one.filter, hold, { session });
        if (matchedCount === 0) throw one.missed();
      }
      await documents.insertOne(document, { session });
    }, atomic),
  );
}
