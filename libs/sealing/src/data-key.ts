import type { Suite } from './suite.js';
import { keyBytes } from './suite.js';

/** A subject's data key in hand: one derived key a purpose, so that none is used for two. */
export interface DataKey {
  /** For what documents hold. */
  readonly fields: Uint8Array;
  /** For the sealed part of journal entries. */
  readonly journal: Uint8Array;
  /** For files. */
  readonly files: Uint8Array;
}

/** A data key as it is stored: sealed by the wrapping key of a generation. */
export interface WrappedKey {
  readonly generation: string;
  readonly bytes: Uint8Array;
}

/** The keys of all purposes in one derivation: each costs as much as opening a value. */
export function dataKeyOf(suite: Suite, key: Uint8Array): DataKey {
  const all = suite.derive(key, 'doorstep fields, journal, files', 3 * keyBytes);
  const part = (at: number): Uint8Array => all.subarray(at * keyBytes, (at + 1) * keyBytes);
  return { fields: part(0), journal: part(1), files: part(2) };
}
