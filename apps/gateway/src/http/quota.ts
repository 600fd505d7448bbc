import { LRUCache } from 'lru-cache';
import type { Redis } from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { Problem } from '../problem/problem.js';
import { refuse } from '../problem/refusals.js';

type Headers = Readonly<Record<string, string>>;

/** Requests that were taken off a subject's quota ahead of time: they need no more asking. */
interface Lease {
  /** Requests left of it. */
  left: number;
  /** Requests that remained to the subject besides. */
  readonly beyond: number;
  /** When the window ends and the lease with it, in ms of `performance.now()`. */
  readonly ends: number;
}

/** Part of a quota that one gateway takes at a time, and the most that it takes: what several may hold back unused. */
const part = 100;
const mostAtOnce = 64;
const mostSubjects = 10_000;

/**
 * Counts requests by subject over a window, for all gateways together; while Redis is away, each for itself. Takes them
 * off by small leases, each paid before it is used, so that never more pass than the quota allows.
 */
export class Quota {
  private readonly limiter: RateLimiterRedis;
  private readonly policy: string;
  private readonly points: number;
  private readonly atOnce: number;
  private readonly leases = new LRUCache<string, Lease>({ max: mostSubjects });
  private readonly asking = new Map<string, Promise<void>>();

  /** @param perSecond requests a second on average over `windowSeconds`. */
  constructor(redis: Redis, perSecond: number, windowSeconds: number) {
    this.points = perSecond * windowSeconds;
    this.atOnce = Math.min(mostAtOnce, Math.max(1, Math.floor(this.points / part)));
    const window = { points: this.points, duration: windowSeconds, keyPrefix: 'quota' };
    this.policy = `"subject";q=${this.points};w=${windowSeconds}`;
    this.limiter = new RateLimiterRedis({
      ...window,
      storeClient: redis,
      rejectIfRedisNotReady: true,
      inMemoryBlockOnConsumed: this.points + 1, // who is over it costs Redis nothing more
      insuranceLimiter: new RateLimiterMemory(window),
    });
  }

  /**
   * Takes one request off a subject's quota and answers with the headers that say what is left: at once while a lease
   * lasts, else later. Throws QUOTA_EXCEEDED. Source of the headers: the IETF draft ratelimit-headers.
   */
  take(subject: string): Headers | Promise<Headers> {
    const lease = this.leases.get(subject);
    if (lease === undefined || lease.left === 0 || performance.now() >= lease.ends) return this.afterAsking(subject);
    lease.left -= 1;
    return this.headers(lease.left + lease.beyond, lease.ends);
  }

  /** Takes one as soon as there is one: for who has begun something and is not to be cut off in its middle. */
  async takeInTurn(subject: string, signal: AbortSignal): Promise<void> {
    for (;;) {
      try {
        await this.take(subject);
        return;
      } catch (error) {
        if (!(error instanceof Problem) || error.reason !== 'QUOTA_EXCEEDED') throw error;
        await pause(Number(error.facts['retry_after_seconds']) * 1_000, signal);
      }
    }
  }

  /** Those who ask at the same time share the answer, and ask again where it was not enough for all of them. */
  private async afterAsking(subject: string): Promise<Headers> {
    const asked = this.asking.get(subject) ?? this.lease(subject).finally(() => this.asking.delete(subject));
    this.asking.set(subject, asked);
    await asked;
    return this.take(subject);
  }

  private async lease(subject: string): Promise<void> {
    const { atOnce, points } = this;
    const keep = (left: number, { msBeforeNext, remainingPoints }: RateLimiterRes): void =>
      void this.leases.set(subject, { left, beyond: remainingPoints, ends: performance.now() + msBeforeNext });
    try {
      keep(atOnce, await this.limiter.consume(subject, atOnce));
    } catch (excess) {
      if (!(excess instanceof RateLimiterRes)) throw excess;
      const over = excess.consumedPoints - points;
      if (over > 0 && over < atOnce) return keep(atOnce - over, excess); // the last of the window, fewer than asked for
      const ends = performance.now() + excess.msBeforeNext;
      const after = String(secondsUntil(ends));
      const headers = { ...this.headers(0, ends), 'retry-after': after };
      throw refuse('QUOTA_EXCEEDED', { facts: { retry_after_seconds: after }, headers });
    }
  }

  private headers(left: number, ends: number): Headers {
    return { 'ratelimit-policy': this.policy, ratelimit: `"subject";r=${left};t=${secondsUntil(ends)}` };
  }
}

const secondsUntil = (ends: number): number => Math.max(1, Math.ceil((ends - performance.now()) / 1_000));

/** Waits; rejects where it is given up meanwhile. */
function pause(ms: number, signal: AbortSignal): Promise<undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<undefined>();
  const timer = setTimeout(resolve, ms, undefined);
  const give = (): void => reject(refuse('CLIENT_GONE'));
  if (signal.aborted) give();
  signal.addEventListener('abort', give);
  return promise.finally(() => {
    clearTimeout(timer);
    signal.removeEventListener('abort', give);
  });
}
