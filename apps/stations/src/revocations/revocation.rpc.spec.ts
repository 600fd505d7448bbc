import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DivisionServiceService } from '@doorstep/contracts/stations/v1/division.js';
import { RevocationServiceService } from '@doorstep/contracts/stations/v1/revocation.js';
import { Database } from '@doorstep/store';
import { bootService, person, reasonOf, type Running } from '@doorstep/testing/boot';
import { Metadata } from '@grpc/grpc-js';
import { StationsModule } from '../stations.module.js';

const county = '140930';
const operator = person('operator-of-tests', county, ['operator']);
const somebody = () => person(`s-${randomUUID()}`, county, ['county']);

describe('RevocationService', () => {
  const definition = { ...RevocationServiceService, ...DivisionServiceService };
  let app: Running<typeof definition>;
  beforeAll(async () => {
    app = await bootService(StationsModule, definition);
  });
  afterAll(() => app.close());

  const holding = async (...token: Parameters<typeof app.issuer.tokenFor>): Promise<Metadata> => {
    const metadata = new Metadata();
    metadata.set('authorization', `Bearer ${await app.issuer.tokenFor(...token)}`);
    return metadata;
  };
  /** What comes of a call by a token. */
  const asked = (metadata: Metadata): Promise<string> => reasonOf(app.with(metadata).listDivisions());

  it('ends one token, which the service itself refuses then, and no other', async () => {
    const [mine, token] = [somebody(), randomUUID()];
    const [revoked, kept] = [await holding(mine, { jti: token }), await holding(mine, { jti: randomUUID() })];
    expect([await asked(revoked), await asked(kept)]).toEqual(['answered', 'answered']);
    const made = await app.as(operator).revokeTokens({ token, cause: 'stolen' });
    expect(made).toMatchObject({ token, subject: '', issuedUntil: undefined });
    expect([await asked(revoked), await asked(kept)]).toEqual(['TOKEN_REVOKED', 'answered']);
  });

  it('ends all tokens of a subject that were issued until now, and nobody else’s', async () => {
    const [mine, others] = [somebody(), somebody()];
    const [held, kept] = [await holding(mine), await holding(others)];
    const made = await app.as(operator).revokeTokens({ subject: mine.subject, cause: 'left' });
    expect(Math.abs((made.issuedUntil?.getTime() ?? 0) - Date.now())).toBeLessThan(60_000);
    expect([await asked(held), await asked(kept)]).toEqual(['TOKEN_REVOKED', 'answered']);
  });

  it('is noted with who did it, to whom and why', async () => {
    const token = randomUUID();
    await app.as(operator).revokeTokens({ token, cause: 'stolen' });
    const { db } = app.get(Database);
    const notes = await db.collection('notes').find({ actor: operator.subject }).toArray();
    const journal = await db.collection('journal').find({ type: 'notes.revoking' }).toArray();
    const told = [...notes.flatMap(({ _ev }) => _ev as { body: string }[]), ...journal].map(({ body }) => String(body));
    const said = told.map((body) => JSON.parse(body) as object);
    expect(said).toContainEqual(expect.objectContaining({ actor: operator.subject, token, cause: 'stolen' }));
  });

  it('lists what is revoked, page by page', async () => {
    const tokens = [randomUUID(), randomUUID(), randomUUID()];
    for (const token of tokens) await app.as(operator).revokeTokens({ token, cause: 'test' });
    const found: string[] = [];
    for (let pageToken = '', more = true; more; more = pageToken !== '') {
      const page = await app.as(operator).listRevocations({ pageSize: 2, pageToken });
      expect(page.revocations.length).toBeLessThanOrEqual(2);
      found.push(...page.revocations.map(({ token }) => token));
      pageToken = page.nextPageToken;
    }
    expect(found).toEqual(expect.arrayContaining(tokens));
    expect(new Set(found.filter((token) => token !== '')).size).toBe(found.filter((token) => token !== '').length);
  });

  it.each([
    [{ cause: 'test' }, 'REVOCATION_UNCLEAR'],
    [{ token: 'a', subject: 'b', cause: 'test' }, 'REVOCATION_UNCLEAR'],
    [{ token: 'a' }, 'INVALID'],
    [{ token: 'a b', cause: 'test' }, 'INVALID'],
    [{ subject: 'a b', cause: 'test' }, 'INVALID'],
    [{ subject: 'a', cause: '张三 13800000000' }, 'INVALID'],
  ])('refuses %j', async (request, want) => {
    expect(await reasonOf(app.as(operator).revokeTokens(request))).toBe(want);
  });
});
