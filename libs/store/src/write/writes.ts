import type { mongo } from 'mongoose';
import type { Stored } from '../mapping/definition.js';
import { maxReceipts, type Document, type Receipt } from '../mapping/document.js';
import type { Noun } from '../mapping/noun.js';
import type { Revision } from './revision.js';

/** Behind the receipt of the creation, which stays; the oldest change drops out. */
const kept = (receipt: Receipt) => ({ $each: [receipt], $position: 1, $slice: maxReceipts });

const present = (fields: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
const absent = (fields: Readonly<Record<string, unknown>>): Record<string, ''> =>
  Object.fromEntries(
    Object.entries(fields)
      .filter(([, value]) => value === undefined)
      .map(([field]) => [field, '' as const]),
  );

const clocksIn = <T>({ timing: { clocks, next } }: Revision<T>) => ({ _clocks: clocks, _next: next });

/** The first document of a record. */
export function firstDocument<T extends Stored>(noun: Noun<T>, revision: Revision<T>, receipt: Receipt): Document {
  const { record, version, audience, event, since } = revision;
  return {
    ...noun.codec.encode(record),
    ...present(clocksIn(revision)),
    _id: record.name,
    _v: version,
    _aud: [...audience],
    _req: [receipt],
    _ev: [event],
    _fig: since,
  };
}

/**
 * The write that takes a document to its next version: changed fields only, never the whole document. The record that
 * a request names keeps its receipt; others that change with it do not.
 */
export function nextUpdate<T>(revision: Revision<T>, receipt?: Receipt): mongo.UpdateFilter<Document> {
  const { version, difference, audience, event, since } = revision;
  const stored = clocksIn(revision);
  const unset = { ...difference.unset, ...absent(stored) };
  return {
    $set: { ...difference.set, ...present(stored), _v: version, _aud: audience, _fig: since },
    ...(Object.keys(unset).length > 0 && { $unset: unset }),
    $push: { _ev: event, ...(receipt && { _req: kept(receipt) }) },
  } as unknown as mongo.UpdateFilter<Document>;
}

/** The write that leaves a tombstone: its name, version, receipts and last event; nothing personal, seen by nobody. */
export function tombstone<T extends Stored>(
  noun: Noun<T>,
  revision: Revision<T>,
  receipt: Receipt,
  now: Date,
): mongo.UpdateFilter<Document> {
  const { version, event } = revision;
  const fields = Object.keys(noun.codec.encode(revision.record)).filter((field) => field !== 'state');
  return {
    $set: { _v: version, _aud: [], _gone: now },
    $unset: Object.fromEntries([...fields, '_clocks', '_next', '_fig'].map((field) => [field, ''])),
    $push: { _ev: event, _req: kept(receipt) },
  } as unknown as mongo.UpdateFilter<Document>;
}
