import { describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { Quota } from './quota.js';

/** A quota that counts for itself: no Redis is there. */
const alone = (perSecond: number): Quota => new Quota(new Redis({ lazyConnect: true }), perSecond, 60);

/** How many of `asked` requests at once pass. */
async function passing(quota: Quota, subject: string, asked: number): Promise<number> {
  const settled = await Promise.allSettled(Array.from({ length: asked }, async () => quota.take(subject)));
  return settled.filter(({ status }) => status === 'fulfilled').length;
}

describe('a quota', () => {
  // 1 and 2 a second are taken one by one, the others by leases that do not divide them.
  it.each([1, 2, 7, 111])(
    'of %i a second over a minute lets exactly so many pass, asked at once or in turn',
    async (perSecond) => {
      const quota = alone(perSecond);
      const points = perSecond * 60;
      expect(await passing(quota, 'at once', points + 70)).toBe(points);
      let inTurn = 0;
      for (let i = 0; i < points + 70; i += 1) inTurn += await passing(quota, 'in turn', 1);
      expect(inTurn).toBe(points);
    },
  );

  it('says what is left, and asks nobody while a lease lasts', async () => {
    const quota = alone(100);
    const first = await quota.take('u');
    const second = quota.take('u');
    expect([first, second]).toEqual([
      { 'ratelimit-policy': '"subject";q=6000;w=60', ratelimit: '"subject";r=5999;t=60' },
      { 'ratelimit-policy': '"subject";q=6000;w=60', ratelimit: '"subject";r=5998;t=60' },
    ]);
  });
});
