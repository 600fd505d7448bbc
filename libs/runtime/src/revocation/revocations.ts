import {
  readRevocation,
  RevocationList,
  revocationKeys,
  tokenRevoked,
  written,
  type Claims,
  type Revocation,
  type TokenVerifier,
} from '@doorstep/access';
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { Redis } from 'ioredis';
import type { Now } from '../clock.js';
import type { Log } from '../log.js';
import { redisTls } from '../tls/redis-options.js';
import type { TlsConfig } from '../tls/tls.config.js';
import { register } from './register.js';

/** How often Redis is read, told of something or not: a message may be lost, or Redis itself. */
const everyMs = 3_000;
/** How long a process waits for Redis before it opens without knowing what was revoked. */
const patienceMs = 2_000;

/** What proves a token; TokenVerifier does. */
export type Verifier = Pick<TokenVerifier, 'verify'>;

/**
 * What is revoked, known to every process that takes tokens, gateway or service, within moments: by a message, and every
 * three seconds by the set in Redis. What one of them knows it writes back, so that a Redis that lost its memory has it
 * again as long as one process lives. While Redis is away, what is known holds.
 */
export class Revocations implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly list = new RevocationList();
  private readonly redis: Redis;
  private readonly ear: Redis;
  private readonly now: Now;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    { redisUrl, tls, now }: { readonly redisUrl: string; readonly tls: TlsConfig; readonly now: Now },
    private readonly log: Log,
  ) {
    this.now = now;
    const retryStrategy = (attempt: number): number => Math.min(attempt * 100, 2_000);
    const common = { ...redisTls(tls), retryStrategy, lazyConnect: true, disconnectTimeout: 250 };
    // Commands fail at once while it is away; what is listened to waits until it is back.
    const brief = { enableOfflineQueue: false, maxRetriesPerRequest: 0, commandTimeout: 1_000 };
    this.redis = new Redis(redisUrl, { ...common, ...brief });
    this.ear = new Redis(redisUrl, { ...common, maxRetriesPerRequest: null });
    for (const connection of [this.redis, this.ear]) connection.on('error', () => undefined); // others tell of it
    this.ear.on('message', (_channel, text: string) => this.hear(text));
    this.ear.on('ready', () => this.readSoon());
  }

  /** Before it serves it knows what was revoked, or has waited long enough for Redis. */
  async onApplicationBootstrap(): Promise<void> {
    for (const connection of [this.redis, this.ear]) connection.connect().catch(() => undefined); // tries again by itself
    this.ear.subscribe(revocationKeys.channel).catch(() => undefined); // asked again by itself
    this.timer = setInterval(() => this.readSoon(), everyMs).unref();
    for (const until = performance.now() + patienceMs; performance.now() < until;) {
      if (await this.read().catch(() => false)) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    this.log.warn('revocations.unknown');
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
    for (const connection of [this.redis, this.ear]) connection.disconnect();
  }

  /** Throws TOKEN_REVOKED. */
  assertNotRevoked(claims: Claims): void {
    if (this.list.revokes(claims)) throw tokenRevoked();
  }

  /** Revokes, and tells every process. Throws where Redis does not answer: then nothing is revoked. */
  async revoke(revocation: Revocation): Promise<void> {
    await register(this.redis, revocation);
    this.list.add(revocation);
  }

  /** All that is revoked and not over; what is over first comes first. */
  at(now: Date): Revocation[] {
    const byEnd = (one: Revocation, other: Revocation): number =>
      one.until.getTime() - other.until.getTime() || (written(one) < written(other) ? -1 : 1);
    return this.list.at(now).sort(byEnd);
  }

  private hear(text: string): void {
    const revocation = readRevocation(text);
    if (revocation !== undefined) this.list.add(revocation);
  }

  private readSoon(): void {
    this.read().catch(() => undefined); // while Redis is away, what is known holds
  }

  /** Takes what Redis has, and gives it what it has lost. */
  private async read(): Promise<true> {
    const now = this.now();
    const { set } = revocationKeys;
    const there = new Set(await this.redis.zrangebyscore(set, now.getTime(), '+inf'));
    there.forEach((text) => this.hear(text));
    const lost = this.list.at(now).filter((known) => !there.has(written(known)));
    if (lost.length > 0) await this.redis.zadd(set, ...lost.flatMap((one) => [one.until.getTime(), written(one)]));
    await this.redis.zremrangebyscore(set, '-inf', `(${String(now.getTime())}`);
    return true;
  }
}

/** A verifier that proves as another does, and refuses what was revoked since. */
export const unlessRevoked = (verifier: Verifier, revocations: Pick<Revocations, 'assertNotRevoked'>): Verifier => {
  const proved = (claims: Claims): Claims => {
    revocations.assertNotRevoked(claims);
    return claims;
  };
  return {
    verify(token) {
      const claims = verifier.verify(token);
      return claims instanceof Promise ? claims.then(proved) : proved(claims);
    },
  };
};
