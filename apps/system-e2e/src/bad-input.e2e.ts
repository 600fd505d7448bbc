import { generateKeyPairSync } from 'node:crypto';
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Sent } from '@doorstep/testing/http';
import { SignJWT } from 'jose';
import supertest from 'supertest';
import { bodies, door, fields, type Bad } from './bad-bodies.example.js';
import { lists, records, versions } from './bad-records.example.js';
import { clientOf, type Answer, type Item } from './client.js';
import { binhe, needDraft, operatingStation, places } from './county.js';
import { as, platform, signed, tokenOf } from './platform.js';

const compound = '1409301000010090';
const filer = as('grid.binhe.1');
const manager = as('manager.binhe');

let station: Item;
let draft: Item;
let listed: Item;
let token: string;
let before: Item[];

/** Every need at the station; each bad request that files something would file it there. */
const everything = () => filer.all(`/v1/needs?filter=${encodeURIComponent(`station = "${station.name}"`)}`, 'needs');

beforeAll(async () => {
  await places('140930101001');
  station = await operatingStation(compound);
  const file = () => filer.done('POST /v1/needs', needDraft({ station: station.name }));
  [draft, listed] = [await file(), await file()];
  await manager.done(`POST /v1/${listed.name}:verify`, {});
  await manager.done(`POST /v1/${listed.name}:publish`, {});
  token = String((await filer.done('GET /v1/needs?pageSize=1'))['nextPageToken']);
  before = await everything();
});
afterEach(async () => {
  expect(await everything()).toEqual(before);
});

const filled = (text: string): string =>
  text
    .replaceAll('{need}', draft.name)
    .replaceAll('{listed}', listed.name)
    .replaceAll('{station}', station.name)
    .replaceAll('{etag}', `"${draft.etag}"`)
    .replaceAll('{token}', token);
/** A request with its placeholders filled; an object is filled through its JSON. */
function filledIn({ body, headers = {} }: Sent = {}): Sent {
  const named = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, filled(value)]));
  if (body === undefined || body instanceof Uint8Array) return { ...(body && { body }), headers: named };
  return { body: filled(typeof body === 'string' ? body : JSON.stringify(body)), headers: named };
}

const chinese = /[一-鿿]/;

/** Holds a problem document against its form: both languages, the one asked for first, and nothing of what was sent. */
function expectProblem(
  { status, headers, body: problem }: Answer,
  want: string,
  names: readonly string[] = [],
  language = 'zh',
): void {
  expect(`${String(status)} ${problem.reason}`).toBe(want);
  expect(headers['content-type']).toBe('application/problem+json; charset=utf-8');
  expect(headers['content-language']).toBe(language);
  expect(problem).toMatchObject({
    status,
    type: `/docs/errors#${problem.reason}`,
    detail: language === 'zh' ? problem.texts.zh : problem.texts.en,
    texts: { zh: expect.stringMatching(chinese), en: expect.stringMatching(/^[\x20-\x7e]+$/) },
    instance: `urn:trace:${headers['x-trace-id'] ?? ''}`,
  });
  if (names.length > 0) expect(problem.violations.map(({ field, rule }) => `${field} ${rule}`)).toEqual(names);
  for (const { zh, en } of problem.violations) {
    expect(zh).toMatch(chinese);
    expect(en).not.toMatch(chinese);
  }
}

describe.each([
  ['a field', fields],
  ['a body', bodies],
  ['the door', door],
  ['a record', records],
  ['a version', versions],
  ['a list', lists],
])('%s', (_, table) => {
  it.each<Bad>([...table])('is refused: $what ($want)', async ({ line, sent, by = 'grid.binhe.1', want, names }) => {
    expectProblem(await as(by).ask(filled(line), filledIn(sent)), want, names);
  });
});

describe('a problem', () => {
  it.each([
    ['zh-CN,zh;q=0.9,en;q=0.5', 'zh'],
    ['en-GB,en;q=0.9', 'en'],
    ['fr', 'zh'],
  ])('is told in the language of %s', async (asked, language) => {
    const answer = await filer.ask('POST /v1/needs', {
      body: needDraft({ division: '12' }),
      headers: { 'accept-language': asked },
    });
    expectProblem(answer, '400 INVALID', ['need.division string.division'], language);
  });

  it('says which methods a route takes', async () => {
    const { headers } = await filer.ask(`PUT /v1/${draft.name}`, { body: {} });
    expect(headers['allow']).toBe('GET, PATCH, DELETE, HEAD, OPTIONS');
  });
});

describe('a key', () => {
  it('that stood for another body is refused', async () => {
    const headers = { 'idempotency-key': crypto.randomUUID() };
    const step = `POST /v1/${draft.name}:verify`;
    const first = await as('grid.binhe.1').ask(step, { body: { reason: '甲' }, headers });
    expectProblem(first, '409 VERIFIED_BY_FILER'); // what was refused left no key behind
    const create = { body: needDraft({ division: binhe }), headers };
    await filer.ask('POST /v1/needs', create);
    expectProblem(
      await filer.ask('POST /v1/needs', { ...create, body: needDraft({ division: binhe, quantity: 2 }) }),
      '422 REQUEST_REUSED',
    );
  });
});

describe('what only the platform writes', () => {
  it('is not taken from a client', async () => {
    const forged = {
      ...{
        name: 'needs/mine',
        etag: '99',
        state: 'STATE_MET',
        filedBy: 'somebody',
        verifiedBy: 'somebody',
        overdue: true,
      },
      ...{
        mergedInto: 'needs/other',
        stateTime: '2020-01-01T00:00:00Z',
        createTime: '2020-01-01T00:00:00Z',
        routedTo: ['me'],
      },
    };
    const made = await filer.done('POST /v1/needs', needDraft({ division: binhe, ...forged }));
    expect(made).toMatchObject({
      etag: '1',
      state: 'STATE_DRAFTED',
      verifiedBy: '',
      overdue: false,
      mergedInto: '',
      routedTo: [],
    });
    for (const field of ['name', 'filedBy', 'stateTime', 'createTime'] as const)
      expect(made[field]).not.toBe(forged[field]);
    const changed = await filer.done(
      `PATCH /v1/${made.name}`,
      { ...forged, name: made.name, quantity: 3 },
      { 'if-match': `"${made.etag}"` },
    );
    expect(changed).toEqual({ ...made, quantity: 3, etag: '2', updateTime: changed['updateTime'] });
  });
});

describe('a token', () => {
  const manager = { subject: 'somebody', roles: ['station_manager'], divisions: [binhe] };
  const past = Math.floor(Date.now() / 1_000) - 3_600;
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const parts = async () => (await tokenOf('resident.binhe')).split('.');
  const claimsIn = (payload = '') => JSON.parse(Buffer.from(payload, 'base64url').toString()) as object;

  it.each<[string, () => Promise<string> | string, string]>([
    ['that is none', () => 'nonsense', '401 TOKEN_INVALID'],
    ['that is over', () => signed(manager, { exp: past }), '401 TOKEN_EXPIRED'],
    ['that is not yet valid', () => signed(manager, { nbf: past + 7_200 }), '401 TOKEN_INVALID'],
    ['for another audience', () => signed(manager, { aud: 'elsewhere' }), '401 TOKEN_INVALID'],
    ['of another issuer', () => signed(manager, { iss: 'http://127.0.0.1:1' }), '401 TOKEN_INVALID'],
    ['from an hour ahead', () => signed(manager, { iat: past + 7_200, exp: past + 10_000 }), '401 TOKEN_INVALID'],
    ['without an id', () => signed(manager, { jti: undefined }), '401 TOKEN_INVALID'],
    [
      'whose type is no string',
      async () => {
        const [, payload = '', signature = ''] = await parts();
        return `${part({ alg: 'ES256', typ: 1 })}.${payload}.${signature}`;
      },
      '401 TOKEN_INVALID',
    ],
    ['of nobody', () => signed(manager, { sub: '' }), '401 TOKEN_INVALID'],
    ['with a division that is none', () => signed({ ...manager, divisions: ['*'] }), '401 TOKEN_INVALID'],
    ['with roles that we do not know', () => signed({ ...manager, roles: ['emperor'] }), '403 NOT_PERMITTED'],
    ['signed by somebody else', () => foreign(manager), '401 TOKEN_INVALID'],
    [
      'with other claims than were signed',
      async () => {
        const [head = '', payload, signature = ''] = await parts();
        return `${head}.${part({ ...claimsIn(payload), roles: ['county'], divisions: ['140930'] })}.${signature}`;
      },
      '401 TOKEN_INVALID',
    ],
    [
      'of alg none',
      async () => `${part({ alg: 'none', typ: 'at+jwt' })}.${(await parts())[1] ?? ''}.`,
      '401 TOKEN_INVALID',
    ],
    [
      'of alg HS256, signed with what is public',
      async () => {
        const keys = await (await fetch(`${platform.issuer}/jwks`)).text();
        return new SignJWT({ ...claimsIn((await parts())[1]) })
          .setProtectedHeader({ alg: 'HS256' })
          .sign(Buffer.from(keys));
      },
      '401 TOKEN_INVALID',
    ],
  ])('%s is refused', async (_, make, want) => {
    const bearer = await make();
    const answer = await clientOf(platform.gateway, async () => bearer).ask(`GET /v1/${draft.name}`);
    expectProblem(answer, want);
    if (answer.status === 401) expect(answer.headers['www-authenticate']).toMatch(/^Bearer/);
  });

  it.each([
    ['none at all', {}, 'TOKEN_MISSING'],
    ['a password', { authorization: 'Basic Z3JpZDpncmlk' }, 'TOKEN_INVALID'],
  ])('is asked for: %s', async (_, headers, want) => {
    const { body } = await supertest(platform.gateway).get(`/v1/${draft.name}`).set(headers).expect(401);
    expect(body).toMatchObject({ reason: want });
  });
});

/** A token whose claims are right and whose key is nobody's. */
function foreign({ subject, ...claims }: { subject: string; roles: string[]; divisions: string[] }): Promise<string> {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return new SignJWT({ iss: platform.issuer, aud: 'doorstep', sub: subject, ...claims })
    .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt' })
    .setExpirationTime('1h')
    .sign(privateKey);
}
