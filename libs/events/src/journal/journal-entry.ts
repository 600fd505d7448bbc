import { createHash } from 'node:crypto';
import type { Entry } from '@doorstep/contracts/events/v1/journal.js';
import type { PendingEvent, SealedPart } from './event.js';

/** Number of the format below; a reader refuses what it does not know. */
export const schema = 1;

/** One entry as the journal stores it. */
export interface JournalEntry extends Omit<PendingEvent, 'id' | 'sealed'> {
  /** Place in the journal, from 1, without gaps. */
  readonly _id: number;
  /** Id of the event. */
  readonly event: string;
  /** Null where there was nothing personal, or where it was erased (then `sealedHash` still tells what stood here). */
  readonly sealed: SealedPart | null;
  readonly sealedHash: string;
  readonly schema: number;
  /** Hash of the entry before; empty for the first. */
  readonly previous: string;
  readonly hash: string;
}

const sha256 = (...parts: (string | Uint8Array)[]): string => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
};

const sealedHashOf = (sealed: SealedPart | null): string =>
  sealed === null ? '' : sha256(sealed.suite, '\0', sealed.bytes.buffer);

/**
 * Hash of an entry: over the algorithm, the entry before, its place, its metadata and the hashes of both parts, so
 * that a sealed part can be erased and the chain still verifies.
 */
export const hashOf = (entry: Omit<JournalEntry, 'hash' | 'sealed'>): string =>
  sha256(
    JSON.stringify([
      'sha256',
      entry.schema,
      entry.previous,
      entry._id,
      entry.event,
      entry.type,
      entry.aggregate,
      entry.version,
      entry.n,
      sha256(entry.body),
      entry.sealedHash,
    ]),
  );

/** Whether the sealed part is the one that was hashed; an erased one fits. */
export const sealedFits = ({ sealed, sealedHash }: JournalEntry): boolean =>
  sealed === null || sealedHashOf(sealed) === sealedHash;

/** The entry that follows `head`. */
export function chain(head: { seq: number; hash: string }, { id, sealed, ...event }: PendingEvent): JournalEntry {
  const facts = {
    ...event,
    _id: head.seq + 1,
    event: id,
    sealedHash: sealedHashOf(sealed),
    schema,
    previous: head.hash,
  };
  return { ...facts, sealed, hash: hashOf(facts) };
}

/** An entry as it travels: without its sealed part. */
export const travelling = ({ _id, event, type, aggregate, version, n, body }: JournalEntry): Entry => ({
  seq: _id,
  eventId: event,
  type,
  aggregate,
  version,
  n,
  body,
});
