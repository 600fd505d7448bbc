import { readRevocation, revocationKeys, written, type Revocation } from '@doorstep/access';
import type { Redis } from 'ioredis';
import { Mistake } from '../command/command.ts';
import { overAt, register } from '../../libs/runtime/src/revocation/register.js';

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
    throw new Mistake('--longest must be whole seconds, 60 at least');
  return {
    async revoke(token, subject) {
      const now = new Date();
      const revocation = revocationOf(token, subject, now, overAt(now, longestSeconds));
      if (readRevocation(written(revocation)) === undefined)
        throw new Mistake('that is no id of a token or of a subject');
      await register(redis, revocation);
      return told(revocation);
    },
    async list() {
      const all = await redis.zrangebyscore(revocationKeys.set, Date.now(), '+inf');
      return all.flatMap((text) => readRevocation(text) ?? []).map(told);
    },
  };
}

function revocationOf(token: string | undefined, subject: string | undefined, now: Date, until: Date): Revocation {
  if (token !== undefined && subject === undefined) return { kind: 'token', token, until };
  if (subject !== undefined && token === undefined) return { kind: 'subject', subject, issuedUntil: now, until };
  throw new Mistake('name a token by --token JTI, or a person or client by --subject SUBJECT');
}

const told = (revocation: Revocation): string =>
  revocation.kind === 'token'
    ? `token ${revocation.token}, until ${revocation.until.toISOString()}`
    : `tokens of ${revocation.subject} issued until ${revocation.issuedUntil.toISOString()}, until ${revocation.until.toISOString()}`;
