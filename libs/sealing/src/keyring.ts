import { randomBytes } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { dataKeyOf, type DataKey, type WrappedKey } from './data-key.js';
import type { Generation } from './key-provider.js';
import { keyBytes, type Suite } from './suite.js';

/** What a service has keys for beside data keys; each is derived from the root of a generation. */
export type Purpose = 'wrap' | 'receipt' | 'page token' | 'blind index' | 'file digest' | 'record digest';

/** A key of one purpose, and the generation that it comes of. */
export interface PurposeKey {
  readonly generation: string;
  readonly key: Uint8Array;
}

/** Unwrapped data keys that are remembered, and for how long. */
const remembered = 20_000;
const rememberedMs = 60_000;

/** The keys of one service, made of its root keys. Nothing of it waits: the roots are at hand. */
export class Keyring {
  private readonly unwrapped = new LRUCache<string, DataKey>({ max: remembered, ttl: rememberedMs });
  private readonly derived = new Map<string, Uint8Array>();
  private roots: ReadonlyMap<string, Generation>;
  private newest: string;

  /** @param generations the newest first. Throws where there is none. */
  constructor(
    readonly suite: Suite,
    generations: readonly Generation[],
  ) {
    [this.roots, this.newest] = byId(generations);
  }

  /** Takes in what the provider has now; what a generation opened that is gone opens no more. */
  renew(generations: readonly Generation[]): void {
    [this.roots, this.newest] = byId(generations);
    this.unwrapped.clear();
    this.derived.clear();
  }

  /** The generations that it has, the newest first. */
  get generations(): readonly Pick<Generation, 'id' | 'madeAt'>[] {
    return [...this.roots.values()].map(({ id, madeAt }) => ({ id, madeAt }));
  }

  /** A new data key for what lies at a place, `needs/1f…`, in hand and wrapped. */
  mint(place: string): { readonly key: DataKey; readonly wrapped: WrappedKey } {
    const raw = randomBytes(keyBytes);
    const wrapped = this.wrap(place, raw);
    const key = dataKeyOf(this.suite, raw);
    raw.fill(0);
    this.unwrapped.set(memoOf(place, wrapped), key);
    return { key, wrapped };
  }

  /** A data key in hand. Throws where its generation is gone, or where it was wrapped for another place. */
  unwrap(place: string, wrapped: WrappedKey): DataKey {
    const memo = memoOf(place, wrapped);
    const known = this.unwrapped.get(memo);
    if (known !== undefined) return known;
    const raw = this.raw(place, wrapped);
    const key = dataKeyOf(this.suite, raw);
    raw.fill(0);
    this.unwrapped.set(memo, key);
    return key;
  }

  /** The same data key wrapped by the newest generation; undefined where it is. */
  rewrap(place: string, wrapped: WrappedKey): WrappedKey | undefined {
    if (wrapped.generation === this.newest) return undefined;
    const raw = this.raw(place, wrapped);
    const again = this.wrap(place, raw);
    raw.fill(0);
    return again;
  }

  /** The key by which something new is made. */
  keyFor(purpose: Purpose): PurposeKey {
    return { generation: this.newest, key: this.derive(purpose, this.newest) };
  }

  /** All keys of a purpose that something may have been made by, the newest first. */
  keysFor(purpose: Purpose): readonly PurposeKey[] {
    return [...this.roots.keys()].map((generation) => ({ generation, key: this.derive(purpose, generation) }));
  }

  private wrap(place: string, raw: Uint8Array): WrappedKey {
    const { generation, key } = this.keyFor('wrap');
    return { generation, bytes: this.suite.seal(key, raw, aadOf(place, generation)) };
  }

  private raw(place: string, { generation, bytes }: WrappedKey): Buffer {
    return this.suite.open(this.derive('wrap', generation), bytes, aadOf(place, generation));
  }

  private derive(purpose: Purpose, generation: string): Uint8Array {
    const memo = `${purpose} ${generation}`;
    const known = this.derived.get(memo);
    if (known !== undefined) return known;
    const root = this.roots.get(generation)?.root;
    if (root === undefined) throw new Error(`DOORSTEP_KEYS: there is no generation ${generation}`);
    const key = this.suite.derive(root, `doorstep ${purpose}`, keyBytes);
    this.derived.set(memo, key);
    return key;
  }
}

function byId(generations: readonly Generation[]): [ReadonlyMap<string, Generation>, string] {
  const [newest] = generations;
  if (newest === undefined) throw new Error('DOORSTEP_KEYS: there is no generation of keys');
  return [new Map(generations.map((one) => [one.id, one])), newest.id];
}

const aadOf = (place: string, generation: string): Buffer => Buffer.from(`data key|${place}|${generation}`);
/** By the wrapped bytes, never by the subject alone: what a document carries is the truth. */
const memoOf = (place: string, { bytes }: WrappedKey): string =>
  `${place} ${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')}`;
