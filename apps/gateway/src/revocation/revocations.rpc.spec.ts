import { randomUUID } from 'node:crypto';
import { afterAll, describe, expect, it } from '@jest/globals';
import { readRevocation, RevocationList, revocationKeys, written, type Revocation } from '@doorstep/access';
import { eventually, person } from '@doorstep/testing';
import { Redis } from 'ioredis';
import type { RunningGateway } from '../boot.js';
import { aGateway } from '../gateway.example.js';

const gateway = aGateway();
const redis = new Redis(process.env['DOORSTEP_REDIS_URL'] ?? '', { lazyConnect: true });
afterAll(() => redis.disconnect());

/** What an operator's command does. */
async function revoke(revocation: Revocation): Promise<void> {
  const text = written(revocation);
  await redis.zadd(revocationKeys.set, revocation.until.getTime(), text);
  await redis.publish(revocationKeys.channel, text);
}
const until = new Date(Date.now() + 600_000);

describe('a revoked token', () => {
  it('is refused by every gateway at once, by one that starts later, and after Redis lost its memory', async () => {
    const other = await gateway.open();
    const token = randomUUID();
    const of = async (jti: string): Promise<Record<string, string>> => ({
      authorization: `Bearer ${await gateway.issuer.tokenFor(person('wu'), { jti })}`,
    });
    const [revoked, kept] = [await of(token), await of(randomUUID())];
    const statusAt = async (at: RunningGateway, headers: Record<string, string>): Promise<number> =>
      (await gateway.ask('GET /v1/needs/n1', { at, headers })).status;
    for (const at of [gateway.running, other]) expect(await statusAt(at, revoked)).toBe(200);
    await revoke({ kind: 'token', token, until });
    for (const at of [gateway.running, other])
      await eventually(async () => expect(await statusAt(at, revoked)).toBe(401));
    expect((await gateway.problem('GET /v1/needs/n1', { headers: revoked })).reason).toBe('TOKEN_REVOKED');
    for (const at of [gateway.running, other]) expect(await statusAt(at, kept)).toBe(200);

    const late = await gateway.open();
    expect(await statusAt(late, revoked)).toBe(401);
    await redis.del(revocationKeys.set);
    const member = written({ kind: 'token', token, until });
    await eventually(async () => expect(await redis.zscore(revocationKeys.set, member)).not.toBeNull());
    await Promise.all([other.close(), late.close()]);
    const later = await gateway.open();
    expect(await statusAt(later, revoked)).toBe(401);
    await later.close();
  });

  it('may be every one of a subject that was issued until then, by an issuer whose clock may be ahead, and no later one', async () => {
    const subject = `s-${randomUUID()}`;
    const now = Math.floor(Date.now() / 1_000);
    const issued = async (iat: number): Promise<Record<string, string>> => ({
      authorization: `Bearer ${await gateway.issuer.tokenFor(person(subject), { iat, exp: iat + 3_600 })}`,
    });
    const then = now - 60;
    const [before, ahead, after] = [await issued(then), await issued(then + 4), await issued(then + 20)];
    await revoke({ kind: 'subject', subject, issuedUntil: new Date(then * 1_000), until });
    for (const headers of [before, ahead])
      await eventually(async () => expect((await gateway.ask('GET /v1/needs/n1', { headers })).status).toBe(401));
    await gateway.ask('GET /v1/needs/n1', { headers: after }).expect(200);
  });
});

describe('revocations', () => {
  const over = new Date(1_800_000_000_000);
  it.each<Revocation>([
    { kind: 'token', token: 'a b:c', until: over },
    { kind: 'subject', subject: 'u.1@x', issuedUntil: new Date(1_799_999_999_000), until: over },
  ])('read as they were written: %j', (revocation) => {
    expect(readRevocation(written(revocation))).toEqual(revocation);
  });

  it.each(['', 'x', '1800000000000', '1800000000000 t:', '1800000000000 s:1:u', `1800000000000 t:${'x'.repeat(201)}`])(
    'are none as %j',
    (text) => {
      expect(readRevocation(text)).toBeUndefined();
    },
  );

  it('are forgotten when they are over, and bounded', () => {
    const list = new RevocationList(2);
    const token = (name: string, until: Date): Revocation => ({ kind: 'token', token: name, until });
    const revokes = (name: string): boolean => list.revokes({ token: name, subject: 'u', issued: new Date(0) });
    list.add(token('one', new Date(10)));
    expect([list.at(new Date(9)).length, list.at(new Date(10)).length, revokes('one')]).toEqual([1, 0, false]);
    for (const name of ['a', 'b', 'c']) list.add(token(name, over));
    expect(['a', 'b', 'c'].map(revokes)).toEqual([false, true, true]);
  });

  it('of a subject hold by the latest', () => {
    const list = new RevocationList();
    for (const at of [5, 9, 7]) list.add({ kind: 'subject', subject: 'u', issuedUntil: new Date(at), until: over });
    const revokes = (issued: number): boolean => list.revokes({ token: '', subject: 'u', issued: new Date(issued) });
    expect([9, 5_009, 5_010].map(revokes)).toEqual([true, true, false]); // an issuer may be ahead by five seconds
  });
});
