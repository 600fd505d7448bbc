import { alreadyExists, type Caller } from '@doorstep/domain';
import { MongoBulkWriteError, type ClientSession, type Collection as MongoCollection } from 'mongodb';
import type { Aggregates } from '../write/aggregates.js';
import type { Change, Stored } from '../shape/collection.js';
import type { Document, Held } from '../shape/document.js';
import { brokenIndex, guarded } from '../engine/driver-errors.js';
import type { Engine } from '../engine/engine.js';
import { transact } from '../write/transact.js';
import { majority } from '../write/writes.js';

/** Documents that one transaction reveals: what it writes must find room in the cache of a small server. */
const part = 1_000;

/**
 * Gives new documents their places, names and uniqueness, as tombstones: nobody sees them and nothing comes of them
 * before they are revealed. A repeat changes nothing. Throws ALREADY_EXISTS where somebody else has such a place.
 */
export async function hold(
  documents: MongoCollection<Document>,
  by: string,
  made: readonly Document[],
  now: Date,
): Promise<void> {
  const held = made.map(({ _next, ...document }) => {
    const shown: Held = { by, aud: document._aud, ev: document._ev, ...(_next && { next: _next }) };
    return { ...document, _aud: [], _ev: [], _gone: now, _held: shown };
  });
  try {
    await guarded(() => documents.insertMany(held, { ordered: false, writeConcern: majority }));
  } catch (error) {
    if (!(error instanceof MongoBulkWriteError) || brokenIndex(error) === undefined) throw error;
    const broken = [error.writeErrors].flat().map(({ index }) => held[index]?._req[0]?.k ?? '');
    const own = { '_held.by': by, '_req.k': { $in: broken } };
    if ((await guarded(() => documents.countDocuments(own))) < broken.length) throw alreadyExists();
  }
}

/** Takes back what was held: it leaves nothing. */
export const release = async (documents: MongoCollection<Document>, by: string): Promise<void> => {
  await guarded(() => documents.deleteMany({ '_held.by': by }, { writeConcern: majority }));
};

const revealing = [
  { $set: { _aud: '$_held.aud', _ev: '$_held.ev', _next: { $ifNull: ['$_held.next', '$$REMOVE'] } } },
  { $unset: ['_held', '_gone'] },
];

/**
 * Reveals what a record holds, part by part; the last part appears with the record's own step. Where there is but one
 * part everything appears at once. Begun again after a death it goes on. Throws what `update` throws.
 */
export async function reveal<T extends Stored>(
  engine: Engine,
  request: Change,
  caller: Caller,
  { of, rule, into }: { of: Aggregates<T>; rule: (record: T, last: boolean) => T; into: MongoCollection<Document> },
  proceed: (revealed: number) => Promise<void>,
): Promise<T> {
  for (let revealed = 0; ; revealed += part) {
    const filter = { '_held.by': request.name };
    const found = await guarded(() =>
      into
        .find(filter, { projection: { _id: 1 } })
        .limit(part + 1)
        .toArray(),
    );
    const names = found.slice(0, part).map(({ _id }) => _id);
    const last = found.length <= part;
    const show = async (session: ClientSession): Promise<void> => {
      if (names.length > 0) await into.updateMany({ ...filter, _id: { $in: names } }, revealing, { session });
    };
    const step = ({ record }: { record: T }) => ({ record: rule(record, last) });
    const { record } = await transact(engine, request, caller, { record: of.at(request.name) }, step, show);
    await proceed(revealed + names.length);
    if (last) return record;
  }
}
