import { createHash } from 'node:crypto';

/** A stream of choices that a seed decides: the same seed, the same county. */
export interface Random {
  /** A whole number from 0 up to, not including, `n`. */
  below(n: number): number;
  pick<T>(items: readonly T[]): T;
  shuffle<T>(items: readonly T[]): T[];
}

/** Choices of their own for each story: one that is told or left out changes no other. */
export const randomOf = (seed: number, story: string): Random =>
  randomFrom(
    createHash('sha256')
      .update(`${String(seed)} ${story}`)
      .digest()
      .readUInt32LE(),
  );

/** Mulberry32 (Tommy Ettinger, public domain): small, fast, good enough to spread stories over a year. */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (n: number): number => Math.floor(next() * n);
  return {
    below,
    pick(items) {
      const item = items[below(items.length)];
      if (item === undefined) throw new Error('nothing to pick from');
      return item;
    },
    shuffle(items) {
      const shuffled = [...items];
      for (let last = shuffled.length - 1; last > 0; last -= 1) {
        const other = below(last + 1);
        [shuffled[last], shuffled[other]] = [shuffled[other], shuffled[last]] as [
          (typeof shuffled)[0],
          (typeof shuffled)[0],
        ];
      }
      return shuffled;
    },
  };
}
