import { readRevocation, revocationKeys, written, type Revocation } from '@doorstep/access';
import type { Redis } from 'ioredis';

/** Clocks of issuers and ours may differ by so much. */
const skewSeconds = 60;

/** What an operator does about tokens. */
export interface OperatorsRevocations {
  /** Revokes a token by its id, or all of a subject that were issued until now; says what was done. Throws where neither or both are named. */
  revoke(token: string | undefined, subject: string | undefined): Promise<string>;
  /** A line for each that is not over. */
  list(): Promise<string[]>;
}

/** @param longestSeconds the longest life of a token, as the gateways have it. */
export function openRevocations(redis: Redis, longestSeconds: number): OperatorsRevocations {
  if (!Number.isInteger(longestSeconds) || longestSeconds < 60)
    throw new Error('--longest must be whole seconds, 60 at least');
  const { set, channel } = revocationKeys;
  return {
    async revoke(token, subject) {
      const now = Date.now();
      const until = new Date(now + (longestSeconds + skewSeconds) * 1_000);
      const revocation = revocationOf(token, subject, new Date(now), until);
      const text = written(revocation);
      if (readRevocation(text) === undefined) throw new Error('that is no id of a token or of a subject');
      await redis.multi().zadd(set, until.getTime(), text).publish(channel, text).exec();
      return told(revocation);
    },
    async list() {
      const all = await redis.zrangebyscore(set, Date.now(), '+inf');
      return all.flatMap((text) => readRevocation(text) ?? []).map(told);
    },
  };
}

function revocationOf(token: string | undefined, subject: string | undefined, now: Date, until: Date): Revocation {
  if (token !== undefined && subject === undefined) return { kind: 'token', token, until };
  if (subject !== undefined && token === undefined) return { kind: 'subject', subject, issuedUntil: now, until };
  throw new Error('name a token by --token JTI, or a person or client by --subject SUBJECT');
}

const told = (revocation: Revocation): string =>
  revocation.kind === 'token'
    ? `token ${revocation.token}, until ${revocation.until.toISOString()}`
    : `tokens of ${revocation.subject} issued until ${revocation.issuedUntil.toISOString()}, until ${revocation.until.toISOString()}`;
