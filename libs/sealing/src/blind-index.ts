import { mongo } from 'mongoose';
import type { Keyring } from './keyring.js';

/** Values by which records are found though they are sealed: of each enough differ, and each is written in one way. */
export type Blind = 'phone' | 'identity';

const indexBytes = 16;

/** One way of writing for all that mean the same number; undefined where nothing is left of it. */
export function normal(kind: Blind, text: string): string | undefined {
  const plain = text
    .normalize('NFKC')
    .replaceAll(/[\s\p{Pd}().]/gu, '')
    .toUpperCase();
  if (kind === 'identity') return plain === '' ? undefined : plain;
  const digits = plain.replace(/^(?:\+|00)/u, '').replaceAll(/\D/gu, '');
  const national = digits.length === 13 && digits.startsWith('86') ? digits.slice(2) : digits;
  return national === '' ? undefined : national;
}

/**
 * What stands for a value in an index: a keyed digest by each generation of keys, the newest first, so that what was
 * written before a rotation is found. One key a collection and kind: a dump joins no collections by it.
 */
export function blindIndex(ring: Keyring, collection: string, kind: Blind, text: string): readonly mongo.Binary[] {
  const value = normal(kind, text);
  if (value === undefined) return [];
  const digest = (key: Uint8Array): Buffer => ring.suite.mac(key, `${collection}|${kind}|`, value);
  return ring.keysFor('blind index').map(({ key }) => new mongo.Binary(digest(key).subarray(0, indexBytes)));
}
