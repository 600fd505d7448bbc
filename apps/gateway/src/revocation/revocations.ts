import {
  readRevocation,
  RevocationList,
  revocationKeys,
  tokenRevoked,
  written,
  type Claims,
  type TokenVerifier,
} from '@doorstep/access';
import type { Log } from '@doorstep/runtime';
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import type { Redis } from 'ioredis';
import type { Verifier } from '../http/identity.js';

/** How often Redis is read, told of something or not: a message may be lost, or Redis itself. */
const everyMs = 3_000;
/** How long a gateway waits for Redis before it opens without knowing what was revoked. */
const patienceMs = 2_000;

/**
 * What is revoked, known to every gateway within moments: by a message, and every three seconds by the set in Redis. What
 * one gateway knows it writes back, so that a Redis that lost its memory has it again as long as one gateway lives.
 */
export class Revocations implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly list = new RevocationList();
  private readonly ear: Redis;
  private timer: NodeJS.Timeout | undefined;

  /** @param redis a connection whose commands fail at once while it is away. */
  constructor(
    private readonly redis: Redis,
    private readonly log: Log,
  ) {
    this.ear = redis.duplicate({ enableOfflineQueue: true, commandTimeout: undefined, maxRetriesPerRequest: null });
    this.ear.on('error', () => undefined); // the other connection tells of it
    this.ear.on('message', (_channel, text: string) => this.hear(text));
    this.ear.on('ready', () => this.readSoon());
  }

  /** Before it serves it knows what was revoked, or has waited long enough for Redis. */
  async onApplicationBootstrap(): Promise<void> {
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
    this.ear.disconnect();
  }

  /** Throws TOKEN_REVOKED. */
  assertNotRevoked(claims: Claims): void {
    if (this.list.revokes(claims)) throw tokenRevoked();
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
    const now = new Date();
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
export const unlessRevoked = (
  verifier: Pick<TokenVerifier, 'verify'>,
  revocations: Pick<Revocations, 'assertNotRevoked'>,
): Verifier => {
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
