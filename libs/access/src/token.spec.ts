import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { DomainError } from '@doorstep/domain';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { base64url, exportJWK, generateKeyPair, SignJWT, UnsecuredJWT, type CryptoKey, type JWTPayload } from 'jose';
import { ServiceToken } from './service-token.js';
import { TokenVerifier } from './token-verifier.js';

/** Moves the calendar on; timers keep their own time. */
function laterBy(ms: number): void {
  const now = Date.now() + ms;
  jest.useFakeTimers({ now, doNotFake: ['nextTick', 'setImmediate', 'setTimeout', 'setInterval', 'queueMicrotask'] });
}

/** An issuer that counts what is asked of it. */
async function startIssuer(publicKeys: readonly { alg: string; key: CryptoKey }[]) {
  const keys = await Promise.all(
    publicKeys.map(async ({ alg, key }) => ({ ...(await exportJWK(key)), alg, kid: alg })),
  );
  const asked: string[] = [];
  /** What the token endpoint says instead of a token: a status, and a body. */
  const said: { status?: number; body?: unknown } = {};
  const server: Server = createServer((request, response) => {
    asked.push(request.url ?? '');
    if (request.url === '/token' && said.status !== undefined) {
      response.writeHead(said.status).end(said.body === undefined ? '' : JSON.stringify(said.body));
      return;
    }
    const answers: Readonly<Record<string, unknown>> = {
      '/.well-known/openid-configuration': { issuer: url, jwks_uri: `${url}/jwks`, token_endpoint: `${url}/token` },
      '/jwks': { keys },
      '/token': { access_token: `own-${asked.length}`, expires_in: 3_600 },
    };
    response.setHeader('content-type', 'application/json').end(JSON.stringify(answers[request.url ?? '']));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, asked, said, server };
}

const verdict = (call: unknown): Promise<string> =>
  Promise.resolve(call).then(
    () => 'verified',
    (error: unknown) => (error instanceof DomainError ? error.reason : String(error)),
  );

describe('TokenVerifier', () => {
  const soon = Math.floor(Date.now() / 1_000) + 3_600;
  const good: JWTPayload = {
    sub: 'zhao',
    aud: 'doorstep',
    exp: soon,
    iat: soon - 3_600,
    jti: 'token-1',
    roles: ['resident'],
    divisions: ['140930100001'],
  };
  const now = () => new Date();
  const rules = {
    audience: 'doorstep',
    tokenTypes: ['at+jwt'],
    tokenIds: 'required' as const,
    longestTokenSeconds: 3_700,
    now,
  };
  let issuer: Awaited<ReturnType<typeof startIssuer>>;
  let keys: Record<string, CryptoKey>;
  let verifier: TokenVerifier;

  const sign = (payload: JWTPayload, alg = 'ES256', key = keys[alg]): Promise<string> =>
    signTyped(payload, 'at+jwt', alg, key);
  const signTyped = (payload: JWTPayload, typ: string | undefined, alg = 'ES256', key = keys[alg]): Promise<string> =>
    new SignJWT({ iss: issuer.url, ...payload })
      .setProtectedHeader({ alg, kid: alg, ...(typ === undefined ? {} : { typ }) })
      .sign(key ?? new Uint8Array(64));

  beforeAll(async () => {
    const pairs = await Promise.all(
      ['ES256', 'RS256', 'EdDSA', 'PS256'].map(async (alg) => ({ alg, ...(await generateKeyPair(alg)) })),
    );
    keys = Object.fromEntries(pairs.map(({ alg, privateKey }) => [alg, privateKey]));
    issuer = await startIssuer(pairs.map(({ alg, publicKey }) => ({ alg, key: publicKey })));
  });
  beforeEach(() => {
    verifier = new TokenVerifier({ ...rules, issuer: issuer.url });
  });
  afterEach(() => {
    jest.useRealTimers();
  });
  afterAll(() => {
    issuer.server.closeAllConnections();
    issuer.server.close();
  });

  it('reads the claims', async () => {
    const payload = { ...good, organisation: 'o1', client_id: 'cli', roles: ['resident', 'of-another-program'] };
    expect(await verifier.verify(await sign(payload))).toEqual({
      ...{ subject: 'zhao', roles: ['resident'], divisions: ['140930100001'], organisation: 'o1', client: 'cli' },
      expires: new Date(soon * 1_000),
      ...{ issued: new Date((soon - 3_600) * 1_000), token: 'token-1' },
    });
  });

  it.each([
    { alg: 'ES256', want: 'verified' },
    { alg: 'RS256', want: 'verified' },
    { alg: 'EdDSA', want: 'verified' },
    { alg: 'PS256', want: 'TOKEN_INVALID' },
    { alg: 'HS256', want: 'TOKEN_INVALID' },
  ])('signed with $alg: $want', async ({ alg, want }) => {
    expect(await verdict(verifier.verify(await sign(good, alg)))).toBe(want);
  });

  it.each<{ what: string; over: JWTPayload; want: string }>([
    { what: 'ended a minute ago', over: { exp: soon - 3_660 }, want: 'TOKEN_EXPIRED' },
    { what: 'ended within the clock skew', over: { iat: soon - 7_200, exp: soon - 3_615 }, want: 'verified' },
    { what: 'without an end', over: { exp: undefined }, want: 'TOKEN_INVALID' },
    { what: 'with the longest life', over: { iat: soon - 3_700 }, want: 'verified' },
    { what: 'from as far ahead as clocks may be', over: { iat: soon - 3_597 }, want: 'verified' },
    { what: 'from further ahead', over: { iat: soon - 3_580 }, want: 'TOKEN_INVALID' },
    { what: 'from an hour ahead', over: { iat: soon, exp: soon + 3_600 }, want: 'TOKEN_INVALID' },
    { what: 'from a time that no calendar has', over: { iat: 1e20, exp: 1e20 + 1e6 }, want: 'TOKEN_INVALID' },
    { what: 'from before all calendars', over: { iat: -1e20 }, want: 'TOKEN_INVALID' },
    { what: 'that ends when it begins', over: { iat: soon - 3_600, exp: soon - 3_600 }, want: 'TOKEN_INVALID' },
    { what: 'that ends before it begins', over: { iat: soon - 3_600, exp: soon - 3_610 }, want: 'TOKEN_INVALID' },
    { what: 'without an id', over: { jti: undefined }, want: 'TOKEN_INVALID' },
    { what: 'with an empty id', over: { jti: '' }, want: 'TOKEN_INVALID' },
    { what: 'with an id of two lines, which no revocation could name', over: { jti: 'a\nb' }, want: 'TOKEN_INVALID' },
    { what: 'with a longer life', over: { iat: soon - 3_701 }, want: 'TOKEN_INVALID' },
    { what: 'without a beginning', over: { iat: undefined }, want: 'TOKEN_INVALID' },
    { what: 'not yet valid', over: { nbf: soon }, want: 'TOKEN_INVALID' },
    { what: 'for another audience', over: { aud: 'elsewhere' }, want: 'TOKEN_INVALID' },
    { what: 'of another issuer', over: { iss: 'http://elsewhere' }, want: 'TOKEN_INVALID' },
    { what: 'without a subject', over: { sub: undefined }, want: 'TOKEN_INVALID' },
    { what: 'with roles that are none', over: { roles: 'county' }, want: 'TOKEN_INVALID' },
    { what: 'with a division that is none', over: { divisions: ['1'] }, want: 'TOKEN_INVALID' },
  ])('$what: $want', async ({ over, want }) => {
    expect(await verdict(verifier.verify(await sign({ ...good, ...over })))).toBe(want);
  });

  it.each<[string | undefined, readonly string[], string]>([
    ['at+jwt', ['at+jwt'], 'verified'],
    ['application/AT+JWT', ['at+jwt'], 'verified'],
    ['JWT', ['at+jwt'], 'TOKEN_INVALID'],
    [undefined, ['at+jwt'], 'TOKEN_INVALID'],
    ['logout+jwt', ['at+jwt', 'jwt'], 'TOKEN_INVALID'],
    ['JWT', ['at+jwt', 'jwt'], 'verified'],
    [undefined, ['at+jwt', 'jwt'], 'verified'],
  ])('of the type %s, where %j are taken: %s', async (typ, tokenTypes, want) => {
    const asking = new TokenVerifier({ ...rules, issuer: issuer.url, tokenTypes });
    expect(await verdict(asking.verify(await signTyped(good, typ)))).toBe(want);
  });

  it('without an id is taken where the issuer need not give one', async () => {
    const lenient = new TokenVerifier({ ...rules, issuer: issuer.url, tokenIds: 'optional' });
    expect(await lenient.verify(await sign({ ...good, jti: undefined }))).toMatchObject({ token: '' });
    expect(await verdict(lenient.verify(await sign({ ...good, jti: '' })))).toBe('TOKEN_INVALID');
  });

  // Whatever JSON has where a string belongs: none of it is an error of ours.
  it.each(['typ', 'alg', 'kid', 'crit', 'b64', 'jwk', 'cty', 'x5c'])(
    'of a strange header %s is refused',
    async (name) => {
      const [, ...rest] = (await sign(good)).split('.');
      for (const value of [1, null, true, {}, [], ['x'], '\u0000', -1e308]) {
        const head = base64url.encode(JSON.stringify({ alg: 'ES256', kid: 'ES256', typ: 'at+jwt', [name]: value }));
        const refusal = await Promise.resolve(verifier.verify([head, ...rest].join('.'))).catch(
          (thrown: unknown) => thrown,
        );
        const facts = ['typ', 'alg', 'kid'].includes(name) ? { header: name } : {};
        expect(refusal).toMatchObject({ reason: 'TOKEN_INVALID', facts });
      }
    },
  );

  it.each(['sub', 'aud', 'iss', 'exp', 'iat', 'nbf', 'jti', 'roles', 'divisions', 'organisation', 'client_id'])(
    'with a strange claim %s is refused and says which',
    async (name) => {
      for (const value of [true, {}, null, '\u0000']) {
        const token = await sign({ ...good, [name]: value });
        const refusal = await Promise.resolve(verifier.verify(token)).catch((thrown: unknown) => thrown);
        expect(refusal).toMatchObject({ reason: 'TOKEN_INVALID', facts: { claim: name } });
      }
    },
  );

  it('refuses what is forged', async () => {
    const { privateKey } = await generateKeyPair('ES256');
    const [head, , signature] = (await sign(good)).split('.');
    const altered = base64url.encode(JSON.stringify({ iss: issuer.url, ...good, roles: ['county'] }));
    const forged = [
      await sign(good, 'ES256', privateKey),
      [head, altered, signature].join('.'),
      new UnsecuredJWT({ iss: issuer.url, ...good }).encode(),
      'a.b.c',
    ];
    expect(await Promise.all(forged.map((token) => verdict(verifier.verify(token))))).toEqual(
      forged.map(() => 'TOKEN_INVALID'),
    );
    expect(await verdict(verifier.verify(''))).toBe('TOKEN_MISSING');
  });

  it('verifies a token once, however many ask at once', async () => {
    const token = await sign(good);
    const [first, ...others] = await Promise.all(Array.from({ length: 20 }, async () => verifier.verify(token)));
    expect(others.every((claims) => claims === first)).toBe(true);
    expect(await verifier.verify(token)).toBe(first);
  });

  it('does not remember a token past its end', async () => {
    const token = await sign({ ...good, exp: soon - 3_600 + 20 });
    await verifier.verify(token);
    laterBy(55_000);
    expect(await verdict(verifier.verify(token))).toBe('TOKEN_EXPIRED');
  });

  it('says so where the issuer does not answer, and asks again', async () => {
    const gone = new TokenVerifier({ ...rules, issuer: `${issuer.url}/nowhere` });
    const token = await sign(good);
    expect(await verdict(gone.verify(token))).toBe('ISSUER_UNAVAILABLE');
    const before = issuer.asked.length;
    expect(await verdict(gone.verify(token))).toBe('ISSUER_UNAVAILABLE');
    expect(issuer.asked.length).toBeGreaterThan(before);
  });

  describe('ServiceToken', () => {
    const secret = 'not-for-others';
    const own = () =>
      new ServiceToken({ issuer: issuer.url, audience: 'doorstep', clientId: 'm', clientSecret: secret, now });
    const fetches = () => issuer.asked.filter((path) => path === '/token').length;
    const refuses = (status?: number, body?: unknown) => Object.assign(issuer.said, { status, body });
    afterEach(() => void refuses());

    it.each([
      { laterMs: 2_000_000, fetched: 1 },
      { laterMs: 3_000_000, fetched: 2 },
    ])('of an hour, used $laterMs ms later, was fetched $fetched times', async ({ laterMs, fetched }) => {
      const token = own();
      const before = fetches();
      await Promise.all([token.get(), token.get()]);
      laterBy(laterMs);
      await token.get();
      expect(fetches() - before).toBe(fetched);
    });

    const invalid = { error: 'invalid_client', error_description: `the secret ${secret} is wrong` };
    it.each<[number, unknown, string, string | undefined]>([
      [401, invalid, 'CLIENT_REFUSED', 'invalid_client'],
      [400, { error: 'unauthorized_client' }, 'CLIENT_REFUSED', 'unauthorized_client'],
      [403, { error: 'access_denied' }, 'CLIENT_REFUSED', 'access_denied'],
      [401, undefined, 'CLIENT_REFUSED', 'invalid_client'],
      [401, { error: `<${secret}>` }, 'CLIENT_REFUSED', 'invalid_client'],
      [400, { error: 'temporarily_unavailable' }, 'ISSUER_UNAVAILABLE', undefined],
      [403, undefined, 'ISSUER_UNAVAILABLE', undefined],
      [500, invalid, 'ISSUER_UNAVAILABLE', undefined],
      [429, undefined, 'ISSUER_UNAVAILABLE', undefined],
    ])('answered by %i %j: %s, and says nothing of the secret', async (status, body, reason, error) => {
      refuses(status, body);
      const refusal = await own()
        .get()
        .catch((thrown: unknown) => thrown);
      const facts = error === undefined ? { issuer: issuer.url } : { issuer: issuer.url, client: 'm', error };
      expect(refusal).toMatchObject({ reason, kind: 'UNAVAILABLE' });
      expect(refusal).toHaveProperty('facts', facts);
      expect(inspect(refusal, { depth: 9 })).not.toContain(secret);
    });

    it('is not asked for again for a while where the client was refused, and then is', async () => {
      refuses(401, invalid);
      const token = own();
      const before = fetches();
      expect(await verdict(token.get())).toBe('CLIENT_REFUSED');
      expect(await verdict(token.get())).toBe('CLIENT_REFUSED');
      expect(fetches() - before).toBe(1);
      refuses();
      laterBy(11_000);
      expect(await verdict(token.get())).toBe('verified');
      expect(token.trouble).toBeUndefined();
    });

    it.each([
      { laterMs: 3_000_000, want: 'verified' },
      { laterMs: 3_580_000, want: 'CLIENT_REFUSED' },
    ])('of an hour serves on after a refused renewal, $laterMs ms later: $want', async ({ laterMs, want }) => {
      const token = own();
      await token.get();
      refuses(401, invalid);
      laterBy(laterMs);
      expect(await verdict(token.get())).toBe(want);
      expect(token.trouble).toMatchObject({ reason: 'CLIENT_REFUSED' });
    });
  });
});
