import { alreadyExists } from '@doorstep/domain';
import { mongo } from 'mongoose';
import type { Document, Staged } from '../mapping/document.js';
import { brokenIndex, guarded } from '../engine/driver-errors.js';
import type { Engine } from '../engine/engine.js';
import { majority } from '../engine/write-concern.js';

const options = { writeConcern: { w: 'majority', j: true } } as const;
/** Documents that one transaction reveals: what it writes must find room in the cache of a small server. */
const part = 1_000;

/**
 * Gives new documents their places, names and uniqueness, as tombstones: nobody sees them and nothing comes of them
 * before they are revealed. A repeat changes nothing. Throws ALREADY_EXISTS where somebody else has such a place.
 */
export async function hold(
  documents: mongo.Collection<Document>,
  by: string,
  made: readonly Document[],
  now: Date,
): Promise<void> {
  const held = made.map(({ _next, ...document }) => {
    const shown: Staged = { by, aud: document._aud, ev: document._ev, ...(_next && { next: _next }) };
    return { ...document, _aud: [], _ev: [], _gone: now, _staged: shown };
  });
  try {
    await guarded(() => documents.insertMany(held, { ordered: false, writeConcern: majority }));
  } catch (error) {
    if (!(error instanceof mongo.MongoBulkWriteError) || brokenIndex(error) === undefined) throw error;
    const broken = [error.writeErrors].flat().map(({ index }) => held[index]?._req[0]?.k ?? '');
    const own = { '_staged.by': by, '_req.k': { $in: broken } };
    if ((await guarded(() => documents.countDocuments(own))) < broken.length) throw alreadyExists();
  }
}

/** Takes back what was held: it leaves nothing. */
export const release = async (documents: mongo.Collection<Document>, by: string): Promise<void> => {
  await guarded(() => documents.deleteMany({ '_staged.by': by }, { writeConcern: majority }));
};

/** Whoever keeps in step by `update_time` has asked for later times since the records were held: they are dated anew. */
const revealing = (now: Date) => [
  {
    $set: {
      _aud: '$_staged.aud',
      _ev: '$_staged.ev',
      _next: { $ifNull: ['$_staged.next', '$$REMOVE'] },
      updateTime: { $cond: ['$updateTime', now, '$$REMOVE'] },
    },
  },
  { $unset: ['_staged', '_gone'] },
];

/** Reveals what is held, part by part. Begun again after a death it goes on. @returns how many are revealed so far. */
export async function* reveal(
  engine: Engine,
  documents: mongo.Collection<Document>,
  by: string,
): AsyncGenerator<number> {
  const held = { '_staged.by': by };
  for (let revealed = 0; ;) {
    const found = await guarded(() =>
      documents
        .find(held, { projection: { _id: 1 } })
        .limit(part)
        .toArray(),
    );
    if (found.length === 0) return;
    const names = { $in: found.map(({ _id }) => _id) };
    await guarded(() =>
      engine.connection.transaction(
        (session) => documents.updateMany({ ...held, _id: names }, revealing(engine.now()), { session }),
        options,
      ),
    );
    engine.wake();
    yield (revealed += found.length);
  }
}
