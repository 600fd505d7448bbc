import { describe, expect, it } from '@jest/globals';
import { failure } from '@doorstep/domain';
import { ReadCache } from './read-cache.js';

const missing = failure('NOT_FOUND', 'MISSING', '不存在', 'it is not there', { zh: '改', en: 'mend it' });
const away = failure('UNAVAILABLE', 'AWAY', '不可用', 'it is away', { zh: '改', en: 'mend it' });

/** How often is asked where each of three questions ends so. */
async function askings(end: () => Promise<unknown>): Promise<number> {
  const cache = new ReadCache();
  let asked = 0;
  const ask = (): Promise<unknown> => {
    asked += 1;
    return end();
  };
  for (let at = 0; at < 3; at += 1) await cache.recall('key', ask).catch(() => undefined);
  return asked;
}

describe('what was read', () => {
  it.each<[what: string, end: () => Promise<unknown>, times: number]>([
    ['an answer', () => Promise.resolve('here'), 1],
    ['a refusal', () => Promise.reject(missing()), 1],
    ['what passes by itself', () => Promise.reject(away()), 3],
    ['what nobody foresaw', () => Promise.reject(new Error('broken')), 3],
  ])('is remembered or asked again: %s', async (_, end, times) => {
    expect(await askings(end)).toBe(times);
  });

  it('is asked together where it is asked at the same time, and each thing once', async () => {
    const cache = new ReadCache();
    const rounds: (readonly string[])[] = [];
    const ask = (keys: readonly string[]) => {
      rounds.push(keys);
      return Promise.resolve(new Map(keys.filter((key) => key !== 'none').map((key) => [key, `the ${key}`])));
    };
    const recall = (...keys: string[]) => Promise.all(keys.map((key) => cache.recallOne('things', key, ask)));
    expect(await recall('a', 'b', 'none')).toEqual(['the a', 'the b', undefined]);
    expect(await recall('b', 'c', 'none')).toEqual(['the b', 'the c', undefined]);
    expect(rounds).toEqual([['a', 'b', 'none'], ['c']]);
  });
});
