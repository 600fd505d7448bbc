import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from '@jest/globals';
import { registry } from '@doorstep/access';
import { aGateway } from './gateway.example.js';
import { routesOf } from './contract/routes.js';
import { fileHeaders } from './request/file-headers.js';
import { transcode } from './request/transcode.js';
import { fromBinary, type JsonValue } from '@bufbuild/protobuf';

const gateway = aGateway();

/** Says bytes to the gateway as they are, and hears its answer. */
async function said(head: string, body = ''): Promise<string> {
  const socket = connect(gateway.running.port, '127.0.0.1');
  const token = `authorization: Bearer ${gateway.token}\r\nconnection: close\r\n`;
  socket.write(`${head}\r\n${token}\r\n${body}`, 'latin1');
  return text(socket);
}
const statusOf = async (head: string, body?: string): Promise<number> =>
  Number(/^HTTP\/1\.1 (\d+)/.exec(await said(head, body))?.[1]);

const chunked = 'host: x\r\ntransfer-encoding: chunked';
const nothing = '0\r\n\r\n';

describe('a request line', () => {
  it.each([
    ['GET http://anywhere.example:8080/v1/needs/n1 HTTP/1.1', 200],
    ['GET HTTPS://anywhere.example/docs HTTP/1.1', 200],
    ['GET http://anywhere.example HTTP/1.1', 404],
    ['GET /v1/needs/n1 HTTP/1.1', 200],
  ])('%s is answered %i', async (line, status) => {
    expect(await statusOf(`${line}\r\nhost: x`)).toBe(status);
  });
});

describe('a body in chunks that is empty', () => {
  it.each([
    ['GET /v1/needs/n1', 200],
    ['DELETE /v1/needs/n1 HTTP/1.1\r\nif-match: "3"', 204],
    ['POST /v1/needs/n1:verify', 200],
    ['GET /docs', 200],
  ])('is none: %j', async (line, status) => {
    const [first = '', ...rest] = (line.includes('HTTP/') ? line : `${line} HTTP/1.1`).split('\r\n');
    expect(await statusOf([first, ...rest, chunked].join('\r\n'), nothing)).toBe(status);
  });

  it.each([
    ['GET /v1/needs/n1', 400],
    ['POST /v1/needs/n1:verify', 415],
  ])('is one where it is not empty: %j', async (line, status) => {
    expect(await statusOf(`${line} HTTP/1.1\r\n${chunked}`, `2\r\n{}\r\n${nothing}`)).toBe(status);
  });
});

describe('a query', () => {
  it('is whole with a question mark in it', async () => {
    const line = 'GET /v1/figures/needs_collected?fromDay=2026-11-30?&division=140930101001';
    // The rule of the day stands in the service; what reaches it is what was asked.
    expect(asked('GET', '/v1/figures/needs_collected', line.split('needs_collected?')[1] ?? '')).toMatchObject({
      fromDay: '2026-11-30?',
      division: '140930101001',
    });
    expect((await gateway.problem(line)).reason).toBe('SERVICE_UNAVAILABLE');
    expect((await gateway.problem('GET /v1/needs/n1?a=b?c=d')).violations).toMatchObject([{ field: 'a' }]);
  });

  it.each(['0x10', '0b11', '0o7', ' 5', '1_000', '+5', '010'])('has decimal numbers: not %j', async (size) => {
    const { status, violations } = await gateway.problem(`GET /v1/needs?pageSize=${encodeURIComponent(size)}`);
    expect({ status, violations }).toMatchObject({
      status: 400,
      violations: [{ field: 'pageSize', rule: 'type.int32', en: expect.stringContaining('decimal') }],
    });
  });
});

/** What a request becomes, by the contract. */
function asked(method: string, path: string, query: string, body?: JsonValue): object {
  const route = routesOf(registry).find(({ http, segments }) => {
    const parts = path.slice(1).split('/');
    const fits = segments.length === parts.length && segments.every((part, i) => part === '*' || part === parts[i]);
    return http === method && fits;
  });
  if (route === undefined) throw new Error(`no route ${path}`);
  const bytes = transcode(
    { route, segments: path.slice(1).split('/'), query, headers: {}, body },
    registry,
    () => 'id',
  );
  return fromBinary(route.method.input, bytes);
}

describe('a number of a body', () => {
  it.each([
    ['quantity', '0x10', 400],
    ['quantity', '0b11', 400],
    ['quantity', '1e1', 201],
    ['quantity', '16', 201],
    ['quantity', 16, 201],
  ])('%s %j is answered %i', async (field, value, status) => {
    const answer = await gateway.ask('POST /v1/needs', { body: { title: '助餐', [field]: value } });
    expect(answer.status).toBe(status);
  });
});

describe('Accept', () => {
  it.each([
    ['application/json;charset=utf-8', 200],
    ['application/json; indent=4', 200],
    ['text/csv; charset=utf-8', 200],
    ['text/html, application/json;q=0.5;charset=utf-8', 200],
    ['application/json;q=0', 406],
    ['text/html', 406],
  ])('%s is answered %i', async (accept, status) => {
    gateway.backend.answer = { needs: [], nextPageToken: '' };
    const { status: got } = await gateway.ask('GET /v1/needs', { headers: { accept } });
    expect(got).toBe(status);
  });
});

describe('the name of a file', () => {
  const raw = (text: string): string => Buffer.from(text).toString('latin1');
  it.each([
    ['attachment; filename="居民.png"', '居民.png'],
    ['attachment; filename=居民.png', '居民.png'],
    ['attachment; filename="../../etc/居民.png"', '居民.png'],
    ["attachment; filename*=utf-8''C%3A%5C%E5%B1%85%E6%B0%91.png", '居民.png'],
    ['attachment; filename="etc/"', ''],
    ["attachment; filename*=utf-8'zh'%E5%B1%85%E6%B0%91.png", '居民.png'],
    ['attachment; filename="x.png"; filename*=UTF-8\'\'%E5%B1%85%E6%B0%91.png', '居民.png'],
    ["attachment; filename*=iso-8859-1'en'%A3.png", '£.png'],
    ["attachment; filename*=gbk''%BE%D3.png; filename=plain.png", 'plain.png'],
    ['attachment; filename="a; filename*=UTF-8\'\'b.png"', "a; filename*=UTF-8''b.png"],
    ['attachment; filename="a \\"b\\".png"', 'a "b".png'],
    ['attachment', undefined],
  ])('%s is %s', (value, want) => {
    expect(Object.fromEntries(fileHeaders({ 'content-disposition': raw(value) }))).toMatchObject({ fileName: want });
  });

  it.each(["attachment; filename*=gbk''%BE%D3.png", "attachment; filename*=utf-8''%E5%B1"])(
    '%s is refused',
    (value) => {
      expect(() => fileHeaders({ 'content-disposition': value })).toThrow('HEADER_MALFORMED');
    },
  );
});

describe('a header that decides what a call does', () => {
  it.each([
    ['idempotency-key', 'POST /v1/needs/n1:verify'],
    ['x-purpose', 'GET /v1/needs/n1'],
    ['x-on-behalf-of', 'GET /v1/needs/n1'],
    ['if-match', 'DELETE /v1/needs/n1'],
  ])('%s is refused where it is empty', async (name, line) => {
    expect(await statusOf(`${line} HTTP/1.1\r\nhost: x\r\n${name}:`)).toBe(400);
    expect(gateway.backend.seen).toEqual([]);
  });

  it.each([
    ['W/"3"', '3'],
    ['"3", W/"4"', '3,4'],
    ['"3+personal"', '3'],
    ['"3", "3+personal"', '3'],
    ['*', ''],
  ])('If-Match %s is compared as %j', async (header, etag) => {
    await gateway.ask('DELETE /v1/needs/n1', { headers: { 'if-match': header } }).expect(204);
    expect(gateway.backend.last().request).toMatchObject({ etag });
  });

  it('X-Reason is UTF-8, percent-encoded or not', async () => {
    const line = `DELETE /v1/needs/n1 HTTP/1.1\r\nhost: x\r\nif-match: "3"\r\nx-reason: `;
    expect(await statusOf(line + Buffer.from('重复').toString('latin1'))).toBe(204);
    expect(await statusOf(line + encodeURIComponent('重复'))).toBe(204);
    expect(gateway.backend.seen.map(({ request }) => request)).toMatchObject([{ reason: '重复' }, { reason: '重复' }]);
    expect(await statusOf(`${line}\xff`)).toBe(400);
  });
});
