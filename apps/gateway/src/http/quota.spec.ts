import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { Redis } from 'ioredis';
import { Quota } from './quota.js';

/** A quota that counts for itself: no Redis is there. */
const alone = (perSecond: number): Quota => new Quota(new Redis({ lazyConnect: true }), perSecond, 60);

/** How many of `asked` requests at once pass. */
async function passing(quota: Quota, subject: string, asked: number): Promise<number> {
  const settled = await Promise.allSettled(Array.from({ length: asked }, async () => quota.take(subject)));
  return settled.filter(({ status }) => status === 'fulfilled').length;
}

afterEach(() => void jest.useRealTimers());

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

  describe('of 420 in a minute, four at once,', () => {
    /** What is left, and in how many seconds the window ends. */
    const left = async (quota: Quota): Promise<string | undefined> => (await quota.take('u'))['ratelimit'];
    const at = (r: number, t: number): string => `"subject";r=${String(r)};t=${String(t)}`;

    it.each([
      ['begins anew when its window ends, and not a moment before, though a lease is left', 1, 59_999, at(418, 1)],
      ['ends with its window, also where a lease was taken in the middle of it', 4, 30_000, at(415, 30)],
    ])('%s', async (_, before, ms, then) => {
      jest.useFakeTimers();
      const quota = alone(7);
      for (let taken = 1; taken <= before; taken += 1) expect(await left(quota)).toBe(at(420 - taken, 60));
      jest.advanceTimersByTime(ms);
      expect(await left(quota)).toBe(then);
      jest.advanceTimersByTime(60_000 - ms);
      expect(await left(quota)).toBe(at(419, 60));
    });

    it('refuses whoever used it up until the window ends, and says when that is', async () => {
      jest.useFakeTimers();
      const quota = alone(7);
      expect(await passing(quota, 'u', 421)).toBe(420);
      jest.advanceTimersByTime(59_000);
      await expect(left(quota)).rejects.toMatchObject({
        reason: 'QUOTA_EXCEEDED',
        facts: { retry_after_seconds: '1' },
      });
      jest.advanceTimersByTime(1_000);
      expect(await left(quota)).toBe(at(419, 60));
    });
  });

  it('lets who has begun go on when its window begins anew, and cuts off nobody', async () => {
    jest.useFakeTimers();
    const quota = alone(1);
    expect(await passing(quota, 'u', 60)).toBe(60);
    const gone = new AbortController();
    const passed: string[] = [];
    const going = quota.takeInTurn('u', gone.signal).then(() => passed.push('on'));
    await jest.advanceTimersByTimeAsync(58_000);
    expect(passed).toEqual([]);
    await jest.advanceTimersByTimeAsync(2_001);
    await going;
    expect(passed).toEqual(['on']);
  });
});
