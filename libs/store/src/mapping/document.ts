import type { Clock } from '@doorstep/domain';
import type { PendingEvent } from '@doorstep/events';

/** One request that was taken, so that its repeat has no second effect. */
export interface Receipt {
  /** Hash of caller and request id. */
  readonly k: string;
  /** Keyed hash of method and body: another body under the same id is refused. */
  readonly mac: string;
  /** Version that the request made. */
  readonly v: number;
}

/** What a document that is held shows once it is revealed. */
export interface Staged {
  /** Name of the record that decides over it. */
  readonly by: string;
  readonly aud: Document['_aud'];
  readonly ev: Document['_ev'];
  readonly next?: Document['_next'];
}

/** What the store keeps in a document besides the message's fields. */
export interface Own {
  /** The resource name. */
  readonly _id: string;
  /** Version, from 1; the etag. */
  readonly _v: number;
  /** Audience: who may see it. `*` is everybody with scope `everywhere`. */
  readonly _aud: readonly string[];
  /** The request that created it, kept for life, then the last that changed it, the latest first. */
  readonly _req: readonly Receipt[];
  /** Events that wait for the relay. */
  readonly _ev: readonly PendingEvent[];
  /** Figure → day since which the record counts. */
  readonly _fig?: Readonly<Record<string, string>>;
  /** Clocks that run, by name. */
  readonly _clocks?: Readonly<Record<string, Clock>>;
  /** Earliest instant at which one of them rings. */
  readonly _next?: Date;
  /** Raised by transactions that relied on the record without changing it. */
  readonly _hold?: number;
  /** When it was removed: a tombstone. */
  readonly _gone?: Date;
  /** Of one that was never seen yet: what it shows once the record that holds it reveals it. */
  readonly _staged?: Staged;
}

/** A document as MongoDB holds it: the message's fields as they are, and the store's own. */
export interface Document extends Own {
  readonly [field: string]: unknown;
}

/** Receipts that a document keeps. */
export const maxReceipts = 64;
/** Key that every audience holds, for scope `everywhere`. */
export const everybody = '*';
