import { describe, expect, it } from '@jest/globals';
import { eventually } from '@doorstep/testing';
import { Line } from '@doorstep/testing/line';
import { status } from '@grpc/grpc-js';
import supertest from 'supertest';
import { addressOf, aGateway, need, type Sent } from './gateway.example.js';

const gateway = aGateway();

describe('an answer', () => {
  it.each<[string, Sent, number, Record<string, string | undefined>]>([
    ['POST /v1/needs', { body: { title: '助餐' } }, 201, { location: '/v1/needs/n1', etag: '"v3"' }],
    [
      'GET /v1/needs/n1',
      {},
      200,
      { etag: '"v3"', 'content-type': 'application/json; charset=utf-8', 'cache-control': 'private, no-cache' },
    ],
    ['GET /v1/needs/n1', { headers: { 'if-none-match': '"v2", W/"v3"' } }, 304, { etag: '"v3"' }],
    ['GET /v1/needs/n1', { headers: { 'if-none-match': '"v2"' } }, 200, {}],
    ['HEAD /v1/needs/n1', {}, 200, { etag: '"v3"' }],
    [
      'PATCH /v1/needs/n1',
      { body: { title: 'x' }, headers: { 'if-match': '"v3"', 'content-type': 'application/merge-patch+json' } },
      200,
      { etag: '"v3"' },
    ],
    ['DELETE /v1/needs/n1', { headers: { 'if-match': '"v3"' } }, 204, { etag: undefined, 'content-type': undefined }],
    ['POST /v1/needs/n1:verify', {}, 200, { etag: '"v3"', location: undefined }],
    [
      'OPTIONS /v1/needs/n1',
      {},
      204,
      { allow: 'GET, PATCH, DELETE, HEAD, OPTIONS', 'access-control-allow-origin': undefined },
    ],
  ])('to %s %j is %i', async (line, sent, code, headers) => {
    const answer = await gateway.ask(line, sent);
    expect(answer.status).toBe(code);
    for (const [name, value] of Object.entries(headers)) expect([name, answer.headers[name]]).toEqual([name, value]);
    if (code === 200 && !line.startsWith('HEAD')) expect(answer.body).toMatchObject({ title: '助餐' });
  });

  it('that HTTP cannot say is a problem, and the gateway lives on', async () => {
    gateway.backend.answer = { ...need, etag: '版本\n3' };
    expect(await gateway.problem('GET /v1/needs/n1')).toMatchObject({ status: 500, reason: 'INTERNAL' });
    gateway.backend.answer = need;
    await gateway.ask('GET /v1/needs/n1').expect(200);
  });

  it('is ProtoJSON with every plain field, empty ones too', async () => {
    const { body } = await gateway.ask('GET /v1/needs/n1');
    expect(body).toMatchObject({
      name: 'needs/n1',
      state: 'STATE_LISTED',
      quantity: 0,
      contactPhone: '',
      overdue: false,
    });
  });
});

describe('a call', () => {
  it('carries token, trace, purpose and principal, and a request id of its own', async () => {
    const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
    const headers = {
      traceparent: `00-${trace}-00f067aa0ba902b7-01`,
      'x-purpose': 'call-back',
      'x-on-behalf-of': 'li',
    };
    const answer = await gateway.ask('POST /v1/needs/n1:verify', { headers });
    const { metadata, request } = gateway.backend.last();
    expect(request).toMatchObject({ name: 'needs/n1', requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) });
    expect(metadata.get('authorization')).toEqual([`Bearer ${gateway.token}`]);
    expect(metadata.get('x-purpose')).toEqual(['call-back']);
    expect(metadata.get('x-on-behalf-of')).toEqual(['li']);
    expect(metadata.get('traceparent')).toEqual([
      expect.stringMatching(new RegExp(`^00-${trace}-(?!00f067aa0ba902b7)[0-9a-f]{16}-01$`)),
    ]);
    expect(answer.headers['x-trace-id']).toBe(trace);
  });

  it('is tried again while the service is away for a moment, under the same request id', async () => {
    gateway.backend.answer = Object.assign(new Error('away'), { code: status.UNAVAILABLE });
    const answered = gateway.ask('POST /v1/needs', { body: { title: '助餐' } }).then((answer) => answer.status);
    await eventually(() => expect(gateway.backend.seen.length).toBeGreaterThan(0));
    gateway.backend.answer = need;
    expect(await answered).toBe(201);
    expect(new Set(gateway.backend.seen.map(({ request }) => JSON.stringify(request))).size).toBe(1);
  });

  it('ends when its time is over', async () => {
    const at = await gateway.open({ DOORSTEP_TIMEOUT_MS: '100' });
    gateway.backend.answer = undefined;
    expect(await gateway.problem('GET /v1/needs/n1', { at })).toMatchObject({ status: 504, reason: 'TIMED_OUT' });
    await at.close();
  });

  it('carries nothing else of what a client sent, and is given no less time', async () => {
    const foreign = [
      ...['timeout', 'encoding', 'accept-encoding', 'status', 'message', 'previous-rpc-attempts', 'retry-pushback-ms'],
      ...['status-details-bin', 'trace-bin', 'tags-bin'],
    ].map((name) => [`grpc-${name}`, '1n'] as const);
    const headers = {
      ...Object.fromEntries(foreign),
      baggage: 'a=b',
      tracestate: 'a=b',
      cookie: 'a=b',
      'x-roles': 'county',
    };
    await gateway.ask('GET /v1/needs/n1', { headers }).expect(200);
    const names = Object.keys(gateway.backend.last().metadata.getMap());
    expect(names.filter((name) => !['authorization', 'traceparent', 'user-agent'].includes(name))).toEqual([]);
  });

  it('ends when the client has gone', async () => {
    gateway.backend.answer = undefined;
    const asking = gateway.ask('GET /v1/needs/n1');
    const left = expect(asking).rejects.toThrow('Aborted');
    await eventually(() => expect(gateway.backend.seen).toHaveLength(1));
    asking.abort();
    await left;
    await eventually(() => expect(gateway.backend.last().cancelled).toBe(true));
  });
});

describe('a page of another origin', () => {
  const origin = { origin: 'https://pages.example' };
  it.each([
    [
      'is let in where the operator named it',
      { DOORSTEP_CORS_ORIGINS: 'https://pages.example' },
      'https://pages.example',
    ],
    ['is not let in otherwise', {}, undefined],
  ])('%s', async (_, environment, allowed) => {
    const at = await gateway.open(environment);
    const answers = [
      await gateway.ask('OPTIONS /v1/needs', { at, headers: origin }),
      await gateway.ask('GET /v1/needs/n1', { at, headers: origin }),
    ];
    await at.close();
    expect(answers.map(({ headers }) => headers['access-control-allow-origin'])).toEqual([allowed, allowed]);
    expect('access-control-allow-methods' in (answers[0]?.headers ?? {})).toBe(allowed !== undefined);
  });
});

describe('pages', () => {
  it.each([
    ['/openapi.json', 'application/json'],
    ['/docs', 'text/html'],
    ['/docs/errors', 'text/html'],
    ['/docs/start.js', 'text/javascript'],
    ['/docs/swagger-ui.css', 'text/css'],
    ['/docs/swagger-ui-bundle.js', 'text/javascript'],
  ])('%s needs no token and loads nothing from elsewhere', async (path, type) => {
    const { headers, text } = await supertest(addressOf(gateway.running)).get(path).expect(200);
    expect(headers['content-type']).toBe(`${type}; charset=utf-8`);
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(text).not.toBe('');
  });
});

describe('the log', () => {
  it('says which route was taken by whom, and neither query nor body', async () => {
    gateway.lines.length = 0;
    await gateway.ask('GET /v1/needs/n1?bogus=%E5%BC%A0%E4%B8%89');
    const [line] = gateway.lines.map((text) => JSON.parse(text) as Record<string, unknown>);
    expect(line).toMatchObject({
      msg: 'http',
      method: 'GET',
      route: '/v1/{name=needs/*}',
      status: 400,
      subject: 'zhang',
      trace: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
    expect(gateway.lines.join()).not.toMatch(/bogus|张三|%E5/);
  });
});

describe('the operations port', () => {
  const operations = (path: string) =>
    supertest(`http://127.0.0.1:${String(gateway.running.operationsPort)}`).get(path);

  it('tells issuer, Redis and services, and that the gateway is ready', async () => {
    await operations('/livez').expect(200);
    const { body } = await operations('/readyz').expect(200);
    expect(body.details).toEqual({
      issuer: expect.objectContaining({ status: 'up' }),
      redis: expect.objectContaining({ status: 'up' }),
      peers: { status: 'up', matching: 'ready' },
    });
    await supertest(addressOf(gateway.running)).get('/readyz').expect(404);
  });

  it('says that a gateway without Redis and services is ready, and what it misses', async () => {
    const environment = {
      DOORSTEP_REDIS_URL: 'redis://user:password@127.0.0.1:1',
      DOORSTEP_MATCHING_ADDRESS: '127.0.0.1:1',
    };
    const at = await gateway.open(environment);
    await gateway.ask('GET /v1/needs/n1', { at }).expect(503);
    const { body, text } = await supertest(`http://127.0.0.1:${String(at.operationsPort)}`)
      .get('/readyz')
      .expect(200);
    expect(body).toMatchObject({
      status: 'degraded',
      details: { redis: { status: 'degraded' }, peers: { status: 'degraded', message: 'no answer from matching' } },
    });
    expect(text).not.toMatch(/password|127\.0\.0\.1/);
    await at.close();
  });

  it('tells a Redis and a service that hang, of which connections stay', async () => {
    const lines = {
      DOORSTEP_REDIS_URL: await new Line(new URL(process.env['DOORSTEP_REDIS_URL'] ?? '')).open(),
      DOORSTEP_MATCHING_ADDRESS: await new Line(new URL(`tcp://127.0.0.1:${gateway.port}`)).open(),
    };
    const at = await gateway.open({
      DOORSTEP_REDIS_URL: lines.DOORSTEP_REDIS_URL.address,
      DOORSTEP_MATCHING_ADDRESS: new URL(lines.DOORSTEP_MATCHING_ADDRESS.address).host,
    });
    const ready = () =>
      supertest(`http://127.0.0.1:${String(at.operationsPort)}`)
        .get('/readyz')
        .expect(200);
    await eventually(async () => expect((await ready()).body.status).toBe('ok'));
    for (const line of Object.values(lines)) line.hang();
    const { body } = await ready();
    expect(body.info).toMatchObject({
      redis: { status: 'degraded', message: 'it does not answer: this gateway counts quotas for itself' },
      peers: { status: 'degraded', message: 'no answer from matching' },
    });
    for (const line of Object.values(lines)) line.close();
    await at.close();
  });
});
