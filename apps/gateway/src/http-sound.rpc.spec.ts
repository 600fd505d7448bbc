import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from '@jest/globals';
import { ListNeedsResponse } from '@doorstep/contracts/matching/v1/need.js';
import { eventually, person } from '@doorstep/testing';
import { aGateway, need } from './gateway.example.js';

const gateway = aGateway();

/** What is answered to bytes as they are, until the connection ends; the access log says the same. */
async function said(bytes: string): Promise<{ statuses: number[]; status: number; reason: string; answer: string }> {
  gateway.lines.length = 0;
  const socket = connect(gateway.running.port, '127.0.0.1');
  socket.write(bytes, 'latin1');
  const answer = await text(socket);
  const statuses = [...answer.matchAll(/^HTTP\/1\.1 (\d{3})/gm)].map(([, status]) => Number(status));
  const status = statuses.at(-1) ?? 0;
  await eventually(() => expect(gateway.lines.join('\n')).toContain(`"status":${String(status)},`));
  return { statuses, status, reason: /"reason":"(\w+)"/.exec(answer)?.[1] ?? '', answer };
}
/** A request of a caller with a token, the last on its connection. */
const whole = (head: string, body = ''): string =>
  `${head}\r\nauthorization: Bearer ${gateway.token}\r\nconnection: close\r\n\r\n${body}`;

describe('the host of a request', () => {
  const asked = async (lines: string, target = '/v1/needs/n1') =>
    (await said(whole(`GET ${target} HTTP/1.1\r\n${lines}`))).status;

  it.each([
    'doorstep.example',
    'DOORSTEP.example:8080',
    '127.0.0.1:80',
    '[2001:db8::1]:443',
    '[::1]',
    'a_b',
    'x:',
    '%41',
  ])('is one: %s', async (host) => {
    expect(await asked(`host: ${host}`)).toBe(200);
  });

  it.each([
    'host:',
    'host:   ',
    'host: a, b',
    'host: a,b',
    'host: a b',
    'host: user@a',
    'host: user:password@a',
    'host: a:http',
    'host: a:80:80',
    'host: a:65536',
    'host: a:-1',
    'host: [::1',
    'host: [zz::1]',
    'host: ::1',
    'host: http://a',
    'host: a/b',
    'host: \xe5\xb1\x85',
    'host: a\r\nhost: b',
    'host: a\r\nhost: a',
    'x: no host',
  ])('is none, or not one alone: %j', async (lines) => {
    expect(await said(whole(`GET /v1/needs/n1 HTTP/1.1\r\n${lines}`))).toMatchObject({
      status: 400,
      reason: 'HEADER_MALFORMED',
      answer: expect.stringMatching(/\r\nconnection: close/i),
    });
    expect(gateway.backend.seen).toEqual([]);
  });

  it.each([
    ['http://a:8080/v1/needs/n1', 200],
    ['http://user@a/v1/needs/n1', 400],
    ['http:///v1/needs/n1', 400],
    ['http://a,b/v1/needs/n1', 400],
    ['gopher://a/v1/needs/n1', 400],
    ['/v1/needs/n1#top', 400],
    ['/v1/needs?pageSize=1#top', 400],
  ])('is looked at in the target, too: %s is answered %i', async (target, status) => {
    expect(await asked('host: x', target)).toBe(status);
  });
});

describe('a version of HTTP', () => {
  it.each([
    ['HTTP/1.1\r\nhost: x', 200, ''],
    ['HTTP/1.0', 200, ''],
    ['HTTP/1.0\r\nexpect: more', 200, ''],
    ['HTTP/2.0\r\nhost: x', 505, 'HTTP_VERSION_UNSUPPORTED'],
    ['HTTP/0.9\r\nhost: x', 505, 'HTTP_VERSION_UNSUPPORTED'],
    ['HTTP/1.2\r\nhost: x', 505, 'HTTP_VERSION_UNSUPPORTED'],
    ['HTTP/3.0\r\nhost: x', 505, 'HTTP_VERSION_UNSUPPORTED'],
    ['FTP/1.1\r\nhost: x', 400, 'REQUEST_MALFORMED'],
    ['HTTP/1.1\nhost: x', 400, 'REQUEST_MALFORMED'],
  ])('%j is answered %i %s', async (version, status, reason) => {
    expect(await said(whole(`GET /v1/needs/n1 ${version}`))).toMatchObject({ status, ...(reason && { reason }) });
  });

  it('2 said without being asked is none', async () => {
    expect(await said('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')).toMatchObject({ status: 505 });
  });
});

describe('a transfer coding', () => {
  const post = 'POST /v1/needs/n1:verify HTTP/1.1\r\nhost: x\r\ncontent-type: application/json';
  const chunks = '2\r\n{}\r\n0\r\n\r\n';
  it.each([
    ['transfer-encoding: chunked', 200, ''],
    ['transfer-encoding: Chunked', 200, ''],
    ['transfer-encoding: gzip, chunked', 501, 'TRANSFER_CODING_UNSUPPORTED'],
    ['transfer-encoding: gzip\r\ntransfer-encoding: chunked', 501, 'TRANSFER_CODING_UNSUPPORTED'],
    ['transfer-encoding: identity', 400, 'REQUEST_MALFORMED'],
    ['transfer-encoding: gzip', 400, 'REQUEST_MALFORMED'],
    ['transfer-encoding: chunked\r\ncontent-length: 2', 400, 'REQUEST_MALFORMED'],
    ['content-length: 2\r\ntransfer-encoding: chunked', 400, 'REQUEST_MALFORMED'],
    ['content-length: 2\r\ncontent-length: 3', 400, 'REQUEST_MALFORMED'],
  ])('%j is answered %i %s', async (lines, status, reason) => {
    expect(await said(whole(`${post}\r\n${lines}`, chunks))).toMatchObject({ status, reason });
    expect(gateway.backend.seen).toHaveLength(status === 200 ? 1 : 0);
  });

  it('of HTTP/1.0 is framed by nobody', async () => {
    const line = 'POST /v1/needs/n1:verify HTTP/1.0\r\ntransfer-encoding: chunked\r\ncontent-type: application/json';
    expect((await said(whole(line, chunks))).status).toBe(400);
  });
});

describe('Expect', () => {
  const post = 'POST /v1/needs/n1:verify HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 2';
  it.each([
    ['100-continue', [100, 200]],
    ['100-Continue', [100, 200]],
    ['200-ok', [417]],
    ['100-continue, more', [417]],
  ])('%s is answered %j', async (value, statuses) => {
    expect((await said(whole(`${post}\r\nexpect: ${value}`, '{}'))).statuses).toEqual(statuses);
  });

  it('of another kind says so as a problem', async () => {
    expect(await said(whole('GET /v1/needs/n1 HTTP/1.1\r\nhost: x\r\nexpect: tea'))).toMatchObject({
      status: 417,
      reason: 'EXPECTATION_UNKNOWN',
    });
  });
});

describe('a query', () => {
  it.each([
    ['??pageSize=1', '?pageSize'],
    ['?&?pageSize', '?pageSize'],
    ['?&&?pageSize=1', '?pageSize'],
    ['?%3FpageSize=1', '?pageSize'],
    ['?pageSize%20=1', 'pageSize '],
    ['?+pageSize=1', ' pageSize'],
    ['?=1', ''],
    ['?__proto__=1', '__proto__'],
  ])('%s has a key that nobody knows', async (query, field) => {
    const { status, violations } = await gateway.problem(`GET /v1/needs${query}`);
    expect({ status, violations }).toMatchObject({ status: 400, violations: [{ field, rule: 'field.unknown' }] });
  });

  it.each([
    ['filter=%zz', 'filter'],
    ['filter=%', 'filter'],
    ['filter=%E5%B1', 'filter'], // half a character
    ['filter=%C0%AF', 'filter'], // a slash, overlong
    ['filter=%ED%A0%80', 'filter'], // a surrogate
    ['filter=%FF', 'filter'],
    ['%zz=1', '%zz'],
    ['pageSize=1&filter=%E5', 'filter'],
  ])('%s is no UTF-8 in percent-encoding, and the key is named', async (query, field) => {
    const { status, violations } = await gateway.problem(`GET /v1/needs?${query}`);
    expect({ status, violations }).toMatchObject({
      status: 400,
      violations: [{ field, rule: 'query.encoding', zh: expect.stringContaining('UTF-8') }],
    });
    expect(gateway.backend.seen).toEqual([]);
  });

  it.each(['?filter=\xe5\xb1\x85', '?filter=\xd6\xfa', '/\xe5'])('is ASCII, as is the path: not %j', async (target) => {
    const answer = await said(whole(`GET /v1/needs${target} HTTP/1.1\r\nhost: x`));
    expect(answer).toMatchObject({ status: 400, reason: 'REQUEST_MALFORMED' });
  });

  it('of many faults is answered with twenty', async () => {
    const { violations } = await gateway.problem(`GET /v1/needs?${'%&x&'.repeat(2_000)}`);
    expect(violations).toHaveLength(20);
  });

  it('has spaces as forms write them', async () => {
    gateway.backend.answer = ListNeedsResponse.fromPartial({});
    await gateway.ask(`GET /v1/needs?filter=a+b%2B${encodeURIComponent('助餐')}&page_token=t`).expect(200);
    expect(gateway.backend.last().request).toMatchObject({ filter: 'a b+助餐', pageToken: 't' });
  });
});

describe('a path', () => {
  it.each([
    '/v1/needs/%zz',
    '/v1/needs/%',
    '/v1/needs/%E0%A4%A',
    '/v1/needs/%C0%AF',
    '/v1/needs/%FF',
    '/v1/needs/%00',
    '/v1/needs/n1%0D%0Ax',
    '/v1/needs/a%2Fb',
    '/v1/needs/a%2fb',
    '/v1/needs/a%5Cb',
    '/v1/%00',
    '/%',
  ])('%s is refused', async (path) => {
    const { status, reason, violations } = await gateway.problem(`GET ${path}`);
    expect({ status, reason, violations }).toMatchObject({
      status: 400,
      reason: 'INVALID',
      violations: [{ field: 'path', rule: 'path.encoding' }],
    });
    expect(gateway.backend.seen).toEqual([]);
  });

  it.each([
    ['/v1/%6Eeeds/%6E1', 200],
    ['/v1/needs/n1%3Averify', 405],
    ['/v1/nowhere/%E5%B1%85', 404],
  ])('%s is answered %i', async (path, status) => {
    expect((await gateway.ask(`GET ${path}`)).status).toBe(status);
  });
});

describe('Accept', () => {
  it.each([
    ['GET /v1/needs/n1', '', 200, 'application/json'],
    ['GET /v1/needs/n1', 'application/problem+json', 200, 'application/json'],
    ['GET /v1/nowhere', 'application/problem+json', 404, 'application/problem+json'],
    ['GET /v1/needs', 'text/csv, application/problem+json', 200, 'text/csv'],
    ['GET /v1/needs', 'application/problem+json, text/csv;q=0.1', 200, 'text/csv'],
    ['GET /v1/needs', 'application/problem+json;q=0, text/html', 406, 'application/problem+json'],
    ['GET /v1/needs/n1', 'application/*', 200, 'application/json'],
    ['GET /v1/needs/n1', '*/*;q=0', 406, 'application/problem+json'],
    ['GET /v1/needs/n1', 'application/json ; Q = 0', 406, 'application/problem+json'],
    ['GET /v1/needs/n1', 'application/json;q=0.0', 406, 'application/problem+json'],
    ['GET /v1/needs/n1', 'application/json;q=zero', 200, 'application/json'],
    ['GET /v1/needs', 'application/json;q=0, */*', 200, 'text/csv'],
    ['GET /v1/needs', 'text/csv;header="a,b";q=1', 200, 'text/csv'],
    ['DELETE /v1/needs/n1', 'application/problem+json', 204, ''],
    ['DELETE /v1/needs/n1', 'text/html', 204, ''],
  ])('%s with %j is answered %i %s', async (line, accept, status, type) => {
    gateway.backend.answer = (request: object) => ('pageToken' in request ? ListNeedsResponse.fromPartial({}) : need);
    const headers = { accept, 'if-match': '"v3"' };
    const answer = await gateway.ask(line, { headers }).responseType('blob');
    expect([answer.status, (answer.headers['content-type'] ?? '').split(';')[0]]).toEqual([status, type]);
  });
});

describe('a refusal', () => {
  it.each([
    ['a method', 'PUT /v1/needs/n1', {}, 405],
    ['another answer', 'GET /v1/needs/n1', { accept: 'text/html' }, 406],
    ['a path', 'GET /v1/needs/%zz', {}, 400],
    ['a route', 'GET /v1/nowhere', {}, 404],
    ['a token', 'GET /v1/needs/n1', { authorization: 'Bearer a.b.c' }, 401],
  ])('of %s is taken off the quota of the address, and ends with it', async (_, line, headers, status) => {
    const at = await gateway.open({
      ...{ DOORSTEP_REDIS_URL: 'redis://127.0.0.1:1', DOORSTEP_TRUSTED_PROXIES: '127.0.0.1' },
      ...{ DOORSTEP_QUOTA_PER_SECOND: '1', DOORSTEP_QUOTA_WINDOW_SECONDS: '4' },
    });
    const from = { 'x-forwarded-for': '203.0.113.7', ...headers };
    const asked = Array.from({ length: 6 }, () => gateway.ask(line, { at, headers: from }));
    const answers = await Promise.all(asked);
    await at.close();
    expect(answers.map((answer) => answer.status).sort()).toEqual([status, status, status, status, 429, 429]);
    for (const answer of answers) expect(answer.headers['ratelimit-policy']).toBe('"subject";q=4;w=4');
  });
});

describe('HEAD of an export', () => {
  it('has the headers of the sheet, proves that the caller may, costs one, and is noted by nobody', async () => {
    const pages: object[] = [];
    gateway.backend.answer = (request: object) => {
      pages.push(request);
      return ListNeedsResponse.fromPartial({ needs: [need], nextPageToken: 'more' });
    };
    const taker = await gateway.issuer.tokenFor(person(`taker-${randomUUID()}`));
    const headers = { accept: 'text/csv', authorization: `Bearer ${taker}` };
    gateway.lines.length = 0;
    const answer = await gateway.ask('HEAD /v1/needs', { headers }).expect(200);
    expect(answer.headers).toMatchObject({
      'content-type': 'text/csv; charset=utf-8; header=present',
      'content-disposition': 'attachment; filename="needs.csv"',
    });
    // What comes later has come by the time another request is answered.
    await gateway.ask('GET /v1/needs?pageSize=1').expect(200);
    expect(pages).toHaveLength(2);
    expect(gateway.backend.noted).toEqual([]);
    expect(gateway.lines.join('\n')).not.toContain('"msg":"export"');
  });
});
