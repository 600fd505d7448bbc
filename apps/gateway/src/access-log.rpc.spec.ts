import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from '@jest/globals';
import { Log } from '@doorstep/runtime';
import { eventually } from '@doorstep/testing';
import { aGateway } from './gateway.example.js';
import type { RunningGateway } from './boot.js';

const gateway = aGateway();

/** What a stranger says, and what is answered until the connection ends. */
async function said(bytes: string, { port }: RunningGateway = gateway.running): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.write(bytes, 'latin1');
  return text(socket);
}
const logged = (): Record<string, unknown>[] =>
  gateway.lines.map((line) => JSON.parse(line) as Record<string, unknown>).filter(({ msg }) => msg === 'http');

describe('what is no request', () => {
  it.each([
    ['a word', 'hello\r\n\r\n', 400, 'REQUEST_MALFORMED'],
    ['a header that is none', 'GET /docs HTTP/1.1\r\nhost x\r\n\r\n', 400, 'REQUEST_MALFORMED'],
    ['too many headers', `GET /docs HTTP/1.1\r\nhost: x\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`, 431, 'HEADERS_TOO_LARGE'],
    [
      'too much beside a chunk',
      `POST /v1/needs HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n1;${'x'.repeat(20_000)}\r\n`,
      413,
      'BODY_TOO_LARGE',
    ],
    ['a tunnel', 'CONNECT elsewhere:443 HTTP/1.1\r\nhost: x\r\n\r\n', 405, 'METHOD_NOT_ALLOWED'],
    ['two hosts', 'GET /docs HTTP/1.1\r\nhost: x\r\nhost: y\r\n\r\n', 400, 'HEADER_MALFORMED'],
    ['no host', 'GET /docs HTTP/1.1\r\nconnection: close\r\n\r\n', 400, 'HEADER_MALFORMED'],
    [
      'two tokens',
      'GET /docs HTTP/1.1\r\nhost: x\r\nauthorization: a\r\nAuthorization: b\r\n\r\n',
      400,
      'HEADER_MALFORMED',
    ],
  ])('as %s is refused as a problem, and logged', async (_, bytes, status, reason) => {
    gateway.lines.length = 0;
    const answer = await said(bytes);
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${String(status)} `));
    expect(JSON.parse(answer.split('\r\n\r\n')[1] ?? '')).toMatchObject({ status, reason });
    await eventually(() =>
      expect(logged().map((line) => [line['status'], line['address']])).toContainEqual([status, '127.0.0.1']),
    );
  });
});

describe('the access log', () => {
  it('says who asked behind a trusted proxy, and heeds nobody else', async () => {
    const lines: string[] = [];
    const log = new Log('gateway', 'info', { write: (line) => void lines.push(line) });
    const at = await gateway.open({ DOORSTEP_TRUSTED_PROXIES: '127.0.0.0/8, ::1' }, log);
    const headers = { 'x-forwarded-for': '6.6.6.6, 2001:db8:0:7::1' };
    await gateway.ask('GET /v1/needs/n1', { at, headers });
    await at.close();
    await gateway.ask('GET /v1/needs/n1', { headers });
    expect(JSON.parse(lines.find((line) => line.includes('"http"')) ?? '')).toMatchObject({
      address: '2001:db8:0:7::/64',
    });
    expect(logged().at(-1)).toMatchObject({ address: '127.0.0.1' });
  });

  it('has in each line its own fields alone', async () => {
    await gateway.ask('GET /v1/needs/n1');
    gateway.lines.length = 0;
    await said('hello\r\n\r\n');
    await eventually(() => expect(logged()).toHaveLength(1));
    expect(logged()[0]).toMatchObject({ subject: '', route: '', method: '' });
    const log = new Log('x', 'info', { write: (line) => void gateway.lines.push(line) });
    log.info('one', { subject: 'zhang' });
    log.info('two');
    expect(gateway.lines.at(-1)).not.toContain('zhang');
  });
});

describe('what a stranger wrote', () => {
  it('comes back cut at a hundred characters, from body and query', async () => {
    const key = '键'.repeat(5_000);
    const bodied = await gateway.problem('POST /v1/needs', { body: { [key]: 1 } });
    const asked = await gateway.problem(`GET /v1/needs?${'k'.repeat(3_000)}=1`);
    for (const { violations } of [bodied, asked]) expect(violations.map(({ field }) => field.length)).toEqual([100]);
    expect(JSON.stringify(bodied).length).toBeLessThan(3_000);
  });
});

describe('who has no token', () => {
  const someone = (): string =>
    `203.0.${String(Math.floor(Math.random() * 250))}.${String(Math.floor(Math.random() * 250))}`;
  it.each(['/docs', '/openapi.json', '/v1/divisions', '/nowhere'])(
    'has a quota by address for %s, behind an ingress too',
    async (path) => {
      const environment = {
        DOORSTEP_REDIS_URL: 'redis://127.0.0.1:1',
        DOORSTEP_QUOTA_PER_SECOND: '1',
        DOORSTEP_QUOTA_WINDOW_SECONDS: '30',
      };
      const at = await gateway.open({ ...environment, DOORSTEP_TRUSTED_PROXIES: '127.0.0.1' });
      const [one, other] = [someone(), someone()];
      const ask = async (address: string): Promise<number> =>
        (await gateway.ask(`GET ${path}`, { at, headers: { authorization: '', 'x-forwarded-for': address } })).status;
      const asked = await Promise.all(Array.from({ length: 34 }, () => ask(one)));
      expect(asked.filter((status) => status === 429)).toHaveLength(4);
      expect(await ask(other)).not.toBe(429);
      await at.close();
    },
  );
});
