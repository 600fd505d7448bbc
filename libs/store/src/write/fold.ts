import type { mongo } from 'mongoose';
import type { Document, Receipt } from '../mapping/document.js';
import type { PendingEvent } from '@doorstep/events';

/** A write of the store in its parts: what `nextUpdate` and `tombstone` make. */
interface Write {
  readonly $set: Readonly<Record<string, unknown>>;
  readonly $unset?: Readonly<Record<string, ''>>;
  readonly $push: {
    readonly _ev: PendingEvent;
    readonly _req?: { readonly $each: readonly Receipt[]; readonly $position: number; readonly $slice: number };
  };
}
const partsOf = (update: mongo.UpdateFilter<Document>): Write => update as unknown as Write;

/** The document as a write will leave it. */
export function applied(document: Document, update: mongo.UpdateFilter<Document>): Document {
  const { $set, $unset = {}, $push } = partsOf(update);
  const kept = Object.entries(document).filter(([field]) => !(field in $unset));
  const { _req: receipts } = $push;
  return {
    ...(Object.fromEntries(kept) as Document),
    ...$set,
    _ev: [...document._ev, $push._ev],
    _req: receipts
      ? document._req.toSpliced(receipts.$position, 0, ...receipts.$each).slice(0, receipts.$slice)
      : document._req,
  };
}

/** Writes that follow each other on one document, as one: the last word on each field, every event, every receipt. */
export function folded(updates: readonly mongo.UpdateFilter<Document>[]): mongo.UpdateFilter<Document> {
  const set = new Map<string, unknown>();
  const unset = new Map<string, ''>();
  const writes = updates.map(partsOf);
  for (const { $set, $unset = {} } of writes) {
    for (const [field, value] of Object.entries($set)) {
      set.set(field, value);
      unset.delete(field);
    }
    for (const field of Object.keys($unset)) {
      unset.set(field, '');
      set.delete(field);
    }
  }
  const receipts = writes.flatMap(({ $push }) => $push._req ?? []);
  const [first] = receipts;
  return {
    $set: Object.fromEntries(set),
    ...(unset.size > 0 && { $unset: Object.fromEntries(unset) }),
    $push: {
      _ev: { $each: writes.map(({ $push }) => $push._ev) },
      ...(first && { _req: { ...first, $each: receipts.flatMap(({ $each }) => $each).reverse() } }),
    },
  } as unknown as mongo.UpdateFilter<Document>;
}

/** The write of a transaction that relies on a document and leaves it as it is: whoever changes it meanwhile, conflicts. */
export const hold = { $inc: { _hold: 1 } } as unknown as mongo.UpdateFilter<Document>;
