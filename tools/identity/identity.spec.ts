import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose';
import { readDirectory } from './directory.ts';
import type { Identity } from './identity.ts';
import { openKeys } from './keys.ts';
import { tokenFor } from './token.ts';

// oidc-provider warns on loading of a Node that it does not know yet, and that sessions live in memory, as they should.
jest.spyOn(console, 'warn').mockImplementation(() => undefined);
const { startIdentity } = await import('./identity.ts');

const peopleDirs = [new URL('../../data/people', import.meta.url).pathname];
const redirectUri = 'http://127.0.0.1:8080/docs/back';

let keysDir: string;
let identity: Identity;

const start = () => startIdentity({ keysDir, peopleDirs, apps: ['toys'], redirectUris: [redirectUri] });

beforeAll(async () => {
  keysDir = await mkdtemp(join(tmpdir(), 'doorstep-identity-'));
  identity = await start();
});

afterAll(async () => {
  await identity.stop();
  await rm(keysDir, { recursive: true });
});

const post = (path: string, form: Record<string, string>, headers: Record<string, string> = {}) =>
  fetch(new URL(path, identity.issuer), {
    method: 'POST',
    body: new URLSearchParams(form),
    headers,
    redirect: 'manual',
  });

describe('a token says who somebody is', () => {
  it.each([
    ['county', { roles: ['county'], divisions: ['140930'] }],
    ['township.louziying', { roles: ['township'], divisions: ['140930101'] }],
    ['grid.binhe.1', { roles: ['grid_worker'], divisions: ['140930100001'] }],
    ['housing', { roles: ['department_client'], client_id: 'housing', organisation: expect.any(String) }],
    ['toys', { roles: ['service'], divisions: [], client_id: 'toys' }],
  ])('%s', async (login, claims) => {
    const keys = createRemoteJWKSet(new URL(`${identity.issuer}/jwks`));
    const { payload } = await jwtVerify(await tokenFor(identity.issuer, login), keys, {
      issuer: identity.issuer,
      audience: 'doorstep',
    });
    expect(payload).toMatchObject({ ...claims, jti: expect.any(String), sub: expect.stringMatching(/^[a-z0-9]{20}$/) });
  });

  it('also to a client that proves itself by its secret', async () => {
    const secret = (await openKeys(keysDir)).secretOf('toys');
    const authorization = `Basic ${btoa(`toys:${secret}`)}`;
    const answer = await post('/token', { grant_type: 'client_credentials' }, { authorization });
    const { access_token: token } = (await answer.json()) as { access_token: string };
    expect(decodeJwt(token)).toMatchObject({ roles: ['service'], client_id: 'toys', aud: 'doorstep' });
  });

  it('also to a person who signs in by authorization code and PKCE', async () => {
    const { code, verifier } = await signIn('manager.binhe');
    const form = { client_id: 'doorstep-web', code, code_verifier: verifier, redirect_uri: redirectUri };
    const answer = await post('/token', { grant_type: 'authorization_code', ...form });
    const { access_token: token } = (await answer.json()) as { access_token: string };
    expect(decodeJwt(token)).toMatchObject({ roles: ['station_manager'], aud: 'doorstep' });
  });

  it('and may renew it, where it was asked for with consent', async () => {
    const { code, verifier } = await signIn('manager.binhe', { scope: 'openid offline_access', prompt: 'consent' });
    const form = { client_id: 'doorstep-web', code, code_verifier: verifier, redirect_uri: redirectUri };
    const first = await post('/token', { grant_type: 'authorization_code', ...form });
    const { refresh_token: refresh } = (await first.json()) as { refresh_token: string };
    const again = { grant_type: 'refresh_token', client_id: 'doorstep-web', refresh_token: refresh };
    const { access_token: token } = (await (await post('/token', again)).json()) as { access_token: string };
    expect(decodeJwt(token)).toMatchObject({ roles: ['station_manager'], aud: 'doorstep' });
  });

  it('and is told again by userinfo', async () => {
    const { userinfo_endpoint: userinfo } = (await (
      await fetch(new URL('/.well-known/openid-configuration', identity.issuer))
    ).json()) as { userinfo_endpoint: string };
    const token = await tokenFor(identity.issuer, 'county');
    const answer = await fetch(userinfo, { headers: { authorization: `Bearer ${token}` } });
    expect(await answer.json()).toEqual({ sub: decodeJwt(token).sub, name: expect.any(String) });
    const [head, payload] = token.split('.');
    for (const bad of ['', 'Bearer x', `Bearer ${head ?? ''}.${payload ?? ''}.x`])
      expect((await fetch(userinfo, { headers: { authorization: bad } })).status).toBe(401);
  });

  it('for as long as was asked', async () => {
    const { iat = 0, exp } = decodeJwt(await tokenFor(identity.issuer, 'county', 7));
    expect(exp).toBe(iat + 7);
  });
});

describe('the local identity provider', () => {
  it('keeps its key over a restart, so that tokens survive', async () => {
    const token = await tokenFor(identity.issuer, 'county');
    const other = await start();
    const keys = createRemoteJWKSet(new URL(`${other.issuer}/jwks`));
    await expect(jwtVerify(token, keys)).resolves.toBeDefined();
    await other.stop();
  });

  it.each(['evil.example', 'evil.example:PORT', '127.0.0.1.evil.example:PORT', ''])(
    'shows nothing under the foreign host %j',
    async (host) => {
      const { port } = new URL(identity.issuer);
      const secret = (await openKeys(keysDir)).secretOf('toys');
      const shown = (name: string): Promise<string> =>
        new Promise((resolve, reject) => {
          const headers = { host: name.replace('PORT', port) };
          get(identity.issuer, { headers, setHost: false }, (answer) => {
            text(answer).then((body) => resolve(`${String(answer.statusCode)} ${body}`), reject);
          }).once('error', reject);
        });
      expect(await shown('localhost:PORT')).toContain(secret);
      expect(await shown(host)).toMatch(/^4(00|21) /);
      expect(await shown(host)).not.toContain(secret);
    },
  );

  it('refuses a name that nobody has, and a wrong secret', async () => {
    await expect(tokenFor(identity.issuer, 'nobody')).rejects.toThrow('nobody is called nobody');
    const answer = await post('/token', {
      grant_type: 'client_credentials',
      client_id: 'toys',
      client_secret: 'x',
    });
    expect(answer.status).toBe(401);
  });

  it.each([
    { login: 'grid.1409301000010002', want: { roles: ['grid_worker'], divisions: ['1409301000010002'] } },
    { login: 'community.140930104001', want: { roles: ['community'], divisions: ['140930104001'] } },
    { login: 'county.140930104001', want: undefined },
    { login: 'grid.140930104', want: undefined },
  ])('invents somebody for a job and a place, and nobody else: $login', async ({ login, want }) => {
    const directory = await readDirectory(peopleDirs);
    const somebody = directory.byLogin(login);
    if (want === undefined) return expect(somebody).toBeUndefined();
    expect(somebody).toMatchObject(want);
    expect(directory.bySubject(somebody?.subject ?? '')).toBe(somebody);
    expect(directory.people.map(({ username }) => username)).not.toContain(login);
  });

  it('never listens where others reach it, nor in production', async () => {
    const options = { keysDir, peopleDirs };
    await expect(startIdentity({ ...options, host: '0.0.0.0' })).rejects.toThrow('does not listen on 0.0.0.0');
    const before = process.env['NODE_ENV'];
    process.env['NODE_ENV'] = 'production';
    await expect(startIdentity(options)).rejects.toThrow('does not run in production');
    process.env['NODE_ENV'] = before;
  });

  it('names file and field of a bad directory', async () => {
    const person = { username: 'x', subject: 'abcdefghijklmnop', name: 'x', title: '', divisions: ['140930'] };
    await writeFile(join(keysDir, 'people.json'), JSON.stringify({ people: [{ ...person, roles: ['king'] }] }));
    await rm(join(keysDir, 'keys.json'));
    await expect(readDirectory([keysDir])).rejects.toThrow(/people\.json: [^]*people\[0\]\.roles\[0\]/);
  });
});

/** Walks the login page as a browser would. */
async function signIn(
  username: string,
  more: Record<string, string> = {},
): Promise<{ code: string; verifier: string }> {
  const verifier = 'v'.repeat(43);
  const cookies = new Map<string, string>();
  const visit = async (url: string, form?: Record<string, string>): Promise<string> => {
    const cookie = [...cookies].map((pair) => pair.join('=')).join('; ');
    const body = form && new URLSearchParams(form);
    const answer = await fetch(new URL(url, identity.issuer), {
      method: form ? 'POST' : 'GET',
      headers: { cookie },
      redirect: 'manual',
      ...(body && { body }),
    });
    for (const [name, value] of answer.headers.getSetCookie().map((line) => line.split(/[=;]/))) {
      cookies.set(name ?? '', value ?? '');
    }
    return answer.headers.get('location') ?? '';
  };
  const query = new URLSearchParams({
    client_id: 'doorstep-web',
    response_type: 'code',
    scope: 'openid',
    redirect_uri: redirectUri,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...more,
  });
  const login = await visit(`/auth?${query.toString()}`);
  let back = await visit(await visit(login, { username }));
  for (let step = 0; step < 5 && !back.startsWith(redirectUri); step += 1) back = await visit(back);
  return { code: new URL(back).searchParams.get('code') ?? '', verifier };
}
