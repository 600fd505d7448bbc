import type { Redis } from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { refuse } from '../problem/refusals.js';

type Headers = Readonly<Record<string, string>>;

/** Counts requests by subject over a window, for all gateways together; while Redis is away, each for itself. */
export class Quota {
  private readonly limiter: RateLimiterRedis;
  private readonly policy: string;

  /** @param perSecond requests a second on average over `windowSeconds`. */
  constructor(redis: Redis, perSecond: number, windowSeconds: number) {
    const points = perSecond * windowSeconds;
    const window = { points, duration: windowSeconds, keyPrefix: 'quota' };
    this.policy = `"subject";q=${points};w=${windowSeconds}`;
    this.limiter = new RateLimiterRedis({
      ...window,
      storeClient: redis,
      rejectIfRedisNotReady: true,
      inMemoryBlockOnConsumed: points + 1, // who is over it costs Redis nothing more
      insuranceLimiter: new RateLimiterMemory(window),
    });
  }

  /**
   * Takes one request off a subject's quota and answers with the headers that say what is left. Throws QUOTA_EXCEEDED.
   * Source of the headers: the IETF draft ratelimit-headers.
   */
  async take(subject: string): Promise<Headers> {
    const left = await this.limiter.consume(subject).catch((excess: unknown) => {
      if (!(excess instanceof RateLimiterRes)) throw excess;
      const headers = { ...this.headers(excess), 'retry-after': seconds(excess) };
      throw refuse('QUOTA_EXCEEDED', { facts: { retry_after_seconds: seconds(excess) }, headers });
    });
    return this.headers(left);
  }

  private headers(left: RateLimiterRes): Headers {
    return { 'ratelimit-policy': this.policy, ratelimit: `"subject";r=${left.remainingPoints};t=${seconds(left)}` };
  }
}

const seconds = ({ msBeforeNext }: RateLimiterRes): string => String(Math.max(1, Math.ceil(msBeforeNext / 1_000)));
