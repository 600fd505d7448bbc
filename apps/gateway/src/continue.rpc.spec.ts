import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from '@jest/globals';
import { person } from '@doorstep/testing';
import { aGateway } from './gateway.example.js';

const gateway = aGateway();

interface Head {
  readonly token?: string;
  readonly line?: string;
  readonly type?: string;
  readonly length?: number;
}

/** Statuses that are answered to who waits with a body until told to send it; it is sent then, and not before. */
async function told({ token = gateway.token, line, type = 'application/json', length = 2 }: Head): Promise<number[]> {
  const head = [
    `${line ?? 'POST /v1/needs/n1:verify'} HTTP/1.1`,
    'host: x',
    `authorization: Bearer ${token}`,
    'connection: close',
    `content-type: ${type}`,
    `content-length: ${String(length)}`,
    'expect: 100-continue',
  ];
  const socket = connect(gateway.running.port, '127.0.0.1');
  socket.write(`${head.join('\r\n')}\r\n\r\n`);
  socket.once('data', (first) => (String(first).startsWith('HTTP/1.1 100 ') ? socket.write('{}') : socket.end()));
  const answer = await text(socket);
  return [...answer.matchAll(/^HTTP\/1\.1 (\d{3})/gm)].map(([, status]) => Number(status));
}

describe('who waits with a body', () => {
  it('is asked for it once nothing is against it', async () => {
    expect(await told({})).toEqual([100, 200]);
    expect(gateway.backend.seen).toHaveLength(1);
  });

  it.each<[string, () => Promise<Head>, number]>([
    ['with a bad token', () => Promise.resolve({ token: 'a.b.c' }), 401],
    [
      'without the role',
      async () => ({ token: await gateway.issuer.tokenFor(person('wang', '140930', ['auditor'])) }),
      403,
    ],
    ['at no route', () => Promise.resolve({ line: 'POST /v1/nowhere' }), 404],
    ['with another media type', () => Promise.resolve({ type: 'text/xml' }), 415],
    ['that is too large', () => Promise.resolve({ length: 2 ** 21 }), 413],
    ['where none belongs', () => Promise.resolve({ line: 'DELETE /v1/needs/n1' }), 400],
  ])('is refused before it is sent: %s', async (_, head, status) => {
    expect(await told(await head())).toEqual([status]);
    expect(gateway.backend.seen).toEqual([]);
  });
});
