import { request } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { aGateway, need } from './gateway.example.js';

const gateway = aGateway();
const long = {
  needs: Array.from({ length: 200 }, (_, n) => ({ ...need, name: `needs/n${String(n)}` })),
  nextPageToken: '',
};

interface Got {
  readonly encoding: string | undefined;
  readonly vary: string;
  readonly etag: string | undefined;
  readonly bytes: Buffer;
}

/** An answer as it is on the wire. */
function got(path: string, headers: Record<string, string>, method = 'GET'): Promise<Got> {
  const { promise, resolve, reject } = Promise.withResolvers<Got>();
  const authorization = `Bearer ${gateway.token}`;
  const to = { host: '127.0.0.1', port: gateway.running.port, method, path, headers: { authorization, ...headers } };
  const sent = request(to, (answer) => {
    const { 'content-encoding': encoding, vary = '', etag } = answer.headers;
    buffer(answer).then((bytes) => resolve({ encoding, vary, etag, bytes }), reject);
  });
  sent.once('error', reject).end();
  return promise;
}

const unpacked = ({ encoding, bytes }: Got): string =>
  (encoding === 'zstd' ? zstdDecompressSync(bytes) : encoding === 'gzip' ? gunzipSync(bytes) : bytes).toString();

describe('a long list', () => {
  it.each([
    ['gzip, deflate, br, zstd', 'zstd'],
    ['gzip', 'gzip'],
    ['GZIP;q=1.0, zstd;q=0.5', 'gzip'],
    ['zstd;q=0, gzip;q=0.001', 'gzip'],
    ['*', 'zstd'],
    ['gzip;q=0.5, identity', undefined],
    ['*;q=0', undefined],
    ['br', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('for who accepts %j comes as %s', async (accepted, encoding) => {
    gateway.backend.answer = long;
    const answer = await got('/v1/needs', accepted === undefined ? {} : { 'accept-encoding': accepted });
    expect(answer.encoding).toBe(encoding);
    expect(answer.vary).toContain('Accept-Encoding');
    expect((JSON.parse(unpacked(answer)) as typeof long).needs).toHaveLength(200);
    if (encoding !== undefined) expect(answer.bytes.length).toBeLessThan(unpacked(answer).length / 10);
  });

  it('with personal fields does not: its length would tell what it holds', async () => {
    gateway.backend.answer = long;
    const { encoding } = await got('/v1/needs', { 'accept-encoding': 'zstd', 'x-purpose': 'call-back' });
    expect(encoding).toBeUndefined();
  });
});

describe('documents', () => {
  it.each(['/openapi.json', '/docs/swagger-ui-bundle.js', '/docs/errors'])(
    '%s come compressed, and alike',
    async (path) => {
      const [plain, zstd, gzip, again] = await Promise.all(
        ['identity', 'zstd', 'gzip', 'zstd'].map((accepted) => got(path, { 'accept-encoding': accepted })),
      );
      expect([plain, zstd, gzip, again].map((one) => one?.encoding)).toEqual([undefined, 'zstd', 'gzip', 'zstd']);
      for (const one of [zstd, gzip, again]) expect(one && unpacked(one)).toBe(plain && unpacked(plain));
    },
  );
});

describe('an answer that is', () => {
  const accepted = { 'accept-encoding': 'zstd, gzip' };
  it('small comes as it is', async () => {
    expect((await got('/v1/needs/n1', accepted)).encoding).toBeUndefined();
  });

  it('a sheet comes as it is', async () => {
    gateway.backend.answer = long;
    expect((await got('/v1/needs', { ...accepted, accept: 'text/csv' })).encoding).toBeUndefined();
  });

  it('one record has a weak tag once it is compressed, which names its version as well', async () => {
    gateway.backend.answer = { ...need, statement: '助餐'.repeat(1_000) };
    const answer = await got('/v1/needs/n1', accepted);
    expect([answer.encoding, answer.etag]).toEqual(['zstd', 'W/"v3"']);
    const headers = { 'if-match': 'W/"v3"' };
    await gateway.ask('PATCH /v1/needs/n1', { body: { title: 'x' }, headers }).expect(200);
    await gateway.ask('GET /v1/needs/n1', { headers: { 'if-none-match': 'W/"v3"' } }).expect(304);
  });

  it('an answer to a write says again what was sent, and comes as it is', async () => {
    gateway.backend.answer = { ...need, statement: '助餐'.repeat(1_000) };
    expect((await got('/v1/needs/n1:verify', accepted, 'POST')).encoding).toBeUndefined();
  });
});
