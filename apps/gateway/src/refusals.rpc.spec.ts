import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { failure } from '@doorstep/domain';
import { person } from '@doorstep/testing';
import { aGateway, type Sent } from './gateway.example.js';

const stale = failure('ABORTED', 'STALE_ETAG', '记录已被他人修改', 'somebody else changed the record', {
  zh: '改',
  en: 'mend it',
});
const invalid = failure('INVALID_ARGUMENT', 'INVALID', '字段不符合规则', 'fields break their rules', {
  zh: '改',
  en: 'mend it',
});

const gateway = aGateway();

const unsigned = (signed: string): string =>
  `${Buffer.from('{"alg":"none","typ":"at+jwt"}').toString('base64url')}.${signed.split('.')[1]}.`;
const forged = (signed: string): string => {
  const [head, payload = '', signature] = signed.split('.');
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object;
  return `${head}.${Buffer.from(JSON.stringify({ ...claims, roles: ['county'] })).toString('base64url')}.${signature}`;
};

describe('a refusal of a service', () => {
  it.each<[string, Error, number, object]>([
    [
      'stale etag',
      stale({ name: 'needs/n1' }),
      412,
      {
        reason: 'STALE_ETAG',
        facts: { name: 'needs/n1' },
        texts: { zh: '记录已被他人修改', en: 'somebody else changed the record' },
      },
    ],
    [
      'a reused key',
      failure('FAILED_PRECONDITION', 'REQUEST_REUSED', '重复', 'reused', { zh: '改', en: 'mend it' })(),
      422,
      { reason: 'REQUEST_REUSED' },
    ],
    [
      'a key in flight',
      failure('ABORTED', 'REQUEST_IN_FLIGHT', '处理中', 'under way', { zh: '改', en: 'mend it' })(),
      409,
      {},
    ],
    [
      'a wrong state',
      failure('FAILED_PRECONDITION', 'WRONG_STATE', '状态不符', 'wrong state', { zh: '改', en: 'mend it' })(),
      409,
      {},
    ],
    [
      'what is not there',
      failure('NOT_FOUND', 'NOT_FOUND', '不存在', 'not there', { zh: '改', en: 'mend it' })(),
      404,
      {},
    ],
    [
      'what exists',
      failure('ALREADY_EXISTS', 'ALREADY_EXISTS', '已存在', 'exists', { zh: '改', en: 'mend it' })(),
      409,
      {},
    ],
    [
      'what is not permitted',
      failure('PERMISSION_DENIED', 'OUTSIDE_JURISDICTION', '辖区外', 'outside', { zh: '改', en: 'mend it' })(),
      403,
      {},
    ],
    [
      'a wrong field',
      invalid({}, [{ field: 'need.open_until', rule: 'required', text: { zh: '必填', en: 'is required' } }]),
      400,
      { violations: [{ field: 'need.openUntil', rule: 'required', zh: '必填', en: 'is required' }] },
    ],
    ['a bare error', new Error('SELECT secret FROM people'), 500, { reason: 'INTERNAL', facts: {}, violations: [] }],
  ])('by %s becomes a problem', async (_, refusal, code, expected) => {
    gateway.backend.answer = refusal;
    const { headers, ...problem } = await gateway.problem('POST /v1/needs/n1:verify', {
      headers: { 'idempotency-key': 'mine-0001' },
    });
    expect(problem).toMatchObject({ status: code, ...expected });
    expect(JSON.stringify(problem)).not.toContain('secret');
    expect(headers['x-trace-id']).toBe(problem.trace_id);
  });

  it.each([
    ['', 'zh', '记录已被他人修改'],
    ['zh-CN', 'zh', '记录已被他人修改'],
    ['en-GB, zh;q=0.5', 'en', 'somebody else changed the record'],
    ['fr', 'zh', '记录已被他人修改'],
  ])('speaks the language of %p', async (accepted, language, detail) => {
    gateway.backend.answer = stale();
    const problem = await gateway.problem('GET /v1/needs/n1', { headers: { 'accept-language': accepted } });
    expect([problem.headers['content-language'], problem.detail]).toEqual([language, detail]);
  });

  it('says 503 for a service that is not there, and nothing of the others', async () => {
    const { headers, reason, facts } = await gateway.problem('GET /v1/stations/s1');
    expect({ reason, facts, after: headers['retry-after'] }).toEqual({
      reason: 'SERVICE_UNAVAILABLE',
      facts: { service: 'stations' },
      after: '1',
    });
    expect((await gateway.ask('GET /v1/needs/n1')).status).toBe(200);
  });
});

describe('the handler refuses', () => {
  const big = JSON.stringify({ title: 'x'.repeat(1024 * 1024) });
  it.each<[string, string, Sent, number, string]>([
    ['an unknown route', 'GET /v1/nothing', {}, 404, 'ROUTE_UNKNOWN'],
    ['a method', 'PUT /v1/needs/n1', { body: {} }, 405, 'METHOD_NOT_ALLOWED'],
    ['another answer', 'GET /v1/needs/n1', { headers: { accept: 'text/html' } }, 406, 'NOT_ACCEPTABLE'],
    [
      'XML',
      'POST /v1/needs',
      { body: '<a/>', headers: { 'content-type': 'application/xml' } },
      415,
      'MEDIA_TYPE_UNSUPPORTED',
    ],
    [
      'a form',
      'POST /v1/needs',
      { body: 'a=1', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
      415,
      'MEDIA_TYPE_UNSUPPORTED',
    ],
    [
      'another charset',
      'POST /v1/needs',
      { body: {}, headers: { 'content-type': 'application/json; charset=gbk' } },
      415,
      'MEDIA_TYPE_UNSUPPORTED',
    ],
    [
      'compression',
      'POST /v1/needs',
      { body: {}, headers: { 'content-encoding': 'gzip' } },
      415,
      'MEDIA_TYPE_UNSUPPORTED',
    ],
    [
      'a merge patch that creates',
      'POST /v1/needs',
      { body: {}, headers: { 'content-type': 'application/merge-patch+json' } },
      415,
      'MEDIA_TYPE_UNSUPPORTED',
    ],
    ['a body that is too large', 'POST /v1/needs', { body: big }, 413, 'BODY_TOO_LARGE'],
    [
      'a body with a DELETE',
      'DELETE /v1/needs/n1',
      { body: {}, headers: { 'if-match': 'v3' } },
      400,
      'BODY_UNEXPECTED',
    ],
    ['broken UTF-8', 'POST /v1/needs', { body: new Uint8Array([0x22, 0x80, 0x22]) }, 400, 'UTF8_BROKEN'],
    ['broken JSON', 'POST /v1/needs', { body: '{"title":' }, 400, 'JSON_MALFORMED'],
    ['deep JSON', 'POST /v1/needs', { body: '['.repeat(5000) + ']'.repeat(5000) }, 400, 'JSON_TOO_DEEP'],
    ['a key twice', 'POST /v1/needs', { body: '{"title":"a","title":"b"}' }, 400, 'JSON_DUPLICATE_KEY'],
    ['an unknown field', 'POST /v1/needs', { body: { bogus: 1 } }, 400, 'INVALID'],
    ['a PATCH without If-Match', 'PATCH /v1/needs/n1', { body: { title: 'x' } }, 428, 'ETAG_REQUIRED'],
    [
      'a purpose that is no code',
      'GET /v1/needs/n1',
      { headers: { 'x-purpose': 'Because I want' } },
      400,
      'HEADER_MALFORMED',
    ],
    ['no token', 'GET /v1/needs/n1', { headers: { authorization: '' } }, 401, 'TOKEN_MISSING'],
    ['a password', 'GET /v1/needs/n1', { headers: { authorization: 'Basic YTpi' } }, 401, 'TOKEN_INVALID'],
    ['a token that is none', 'GET /v1/needs/n1', { headers: { authorization: 'Bearer abc' } }, 401, 'TOKEN_INVALID'],
  ])('%s', async (_, line, sent, code, reason) => {
    const problem = await gateway.problem(line, sent);
    expect(problem).toMatchObject({ status: code, reason, type: `/docs/errors#${reason}` });
    const challenge = 'Bearer realm="doorstep"';
    const sentToken = sent.headers?.['authorization']?.startsWith('Bearer ') === true;
    const said = sentToken ? `${challenge}, error="invalid_token"` : challenge;
    expect(problem.headers['www-authenticate']).toBe(code === 401 ? said : undefined);
    expect(gateway.backend.seen).toEqual([]);
    const [page = '', anchor] = problem.type.split('#');
    expect((await gateway.ask(`GET ${page}`).expect(200)).text).toContain(`<dt id="${String(anchor)}">`);
  });

  it('an endless body, and closes the connection', async () => {
    const body = new ReadableStream<Uint8Array>({ pull: (to) => to.enqueue(new Uint8Array(65_536)) });
    const answer = fetch(`http://127.0.0.1:${gateway.running.port}/v1/needs`, {
      method: 'POST',
      duplex: 'half',
      body,
      headers: { authorization: `Bearer ${gateway.token}`, 'content-type': 'application/json' },
    });
    const code = await answer.then(
      ({ status: got }) => got,
      () => 'closed',
    );
    expect([413, 'closed']).toContain(code);
    expect(gateway.backend.seen).toEqual([]);
  });

  it.each<[string, () => Promise<string>, number, string]>([
    ['a token that is over', () => gateway.issuer.tokenFor(person('zhang'), { exp: 1_000_000 }), 401, 'TOKEN_EXPIRED'],
    [
      'a token of another audience',
      () => gateway.issuer.tokenFor(person('zhang'), { aud: 'elsewhere' }),
      401,
      'TOKEN_INVALID',
    ],
    ['a token without a signature', () => Promise.resolve(unsigned(gateway.token)), 401, 'TOKEN_INVALID'],
    ['a forged token', () => Promise.resolve(forged(gateway.token)), 401, 'TOKEN_INVALID'],
    [
      'a role that the contract does not admit',
      () => gateway.issuer.tokenFor(person('wang', '140930', ['auditor'])),
      403,
      'NOT_PERMITTED',
    ],
    ['no role at all', () => gateway.issuer.tokenFor(person('wang', '140930', [])), 403, 'NOT_PERMITTED'],
  ])('%s', async (_, minted, code, reason) => {
    const headers = { authorization: `Bearer ${await minted()}` };
    const problem = await gateway.problem('POST /v1/needs/n1:verify', { headers });
    expect(problem).toMatchObject({ status: code, reason });
    expect(problem.headers['www-authenticate'] ?? '').toContain(code === 401 ? ', error="invalid_token"' : '');
    expect(gateway.backend.seen).toEqual([]);
  });

  it('who asks too often even while Redis is away', async () => {
    const alone = await gateway.open({
      DOORSTEP_REDIS_URL: 'redis://127.0.0.1:1',
      DOORSTEP_QUOTA_PER_SECOND: '1',
      DOORSTEP_QUOTA_WINDOW_SECONDS: '2',
    });
    // All at once: a slow machine must not let the window pass between them.
    const asked = Array.from({ length: 3 }, () => gateway.ask('GET /v1/needs/n1', { at: alone }));
    const codes = (await Promise.all(asked)).map(({ status }) => status);
    await alone.close();
    expect(codes.sort()).toEqual([200, 200, 429]);
  });

  it('who asks too often, and says when to come back', async () => {
    const narrow = await gateway.open({ DOORSTEP_QUOTA_PER_SECOND: '1', DOORSTEP_QUOTA_WINDOW_SECONDS: '3' });
    const headers = {
      authorization: `Bearer ${await gateway.issuer.tokenFor(person(`busy-${randomUUID()}`, '140930', []))}`,
    };
    // All at once: a slow machine must not let the window pass between them.
    const asked = Array.from({ length: 4 }, () => gateway.problem('GET /v1/needs', { headers, at: narrow }));
    const [over, ...within] = (await Promise.all(asked)).sort((one, other) => other.status - one.status);
    await narrow.close();
    expect([over?.status, ...within.map(({ status }) => status)]).toEqual([429, 403, 403, 403]);
    expect(over?.reason).toBe('QUOTA_EXCEEDED');
    expect(Number(over?.headers['retry-after'])).toBeGreaterThan(0);
    expect(over?.headers['ratelimit']).toMatch(/^"subject";r=0;t=\d+$/);
    expect(over?.headers['ratelimit-policy']).toBe('"subject";q=3;w=3');
  });
});

describe('a caller without a token', () => {
  const none = { authorization: '' };

  it.each([
    ['GET /v1/divisions', 'SERVICE_UNAVAILABLE'], // the handler let it through: the service is not there
    ['GET /v1/divisions/d1', 'SERVICE_UNAVAILABLE'],
    ['GET /v1/divisions/d1/history', 'TOKEN_MISSING'],
    ['GET /v1/needs/n1', 'TOKEN_MISSING'],
  ])('is let through where the contract admits everybody: %s is answered %s', async (line, reason) => {
    expect((await gateway.problem(line, { headers: none })).reason).toBe(reason);
  });

  it('has the quota of the address, and spends nobody else’s', async () => {
    const narrow = await gateway.open({ DOORSTEP_QUOTA_PER_SECOND: '1', DOORSTEP_QUOTA_WINDOW_SECONDS: '3' });
    const asked = async (headers: Record<string, string>): Promise<string> =>
      (await gateway.problem('GET /v1/divisions', { headers, at: narrow })).reason;
    const reasons = await Promise.all(Array.from({ length: 4 }, () => asked(none)));
    const known = await asked({ authorization: `Bearer ${await gateway.issuer.tokenFor(person('known'))}` });
    await narrow.close();
    expect(reasons).toContain('QUOTA_EXCEEDED');
    expect(known).toBe('SERVICE_UNAVAILABLE');
  });

  it('is none where the token is bad', async () => {
    expect((await gateway.problem('GET /v1/divisions', { headers: { authorization: 'Bearer x.y.z' } })).reason).toBe(
      'TOKEN_INVALID',
    );
  });
});
