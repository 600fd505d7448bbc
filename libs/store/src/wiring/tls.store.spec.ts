import { readFileSync } from 'node:fs';
import { once } from 'node:events';
import { connect, type AddressInfo } from 'node:net';
import { createServer } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Log, redisTls } from '@doorstep/runtime';
import { anAuthority, type Authority, type CertificateFiles } from '@doorstep/testing/certificates';
import { Redis } from 'ioredis';
import { writeFile } from 'node:fs/promises';
import { openDatabase } from './database.js';
import { openRedis } from './redis.js';

let authority: Authority;
let [server, client]: CertificateFiles[] = [];
const ends: (() => unknown)[] = [];

beforeAll(async () => {
  authority = await anAuthority();
  [server, client] = [await authority.issue('server'), await authority.issue('client')];
});
afterAll(async () => {
  ends.forEach((end) => end());
  await authority.close();
});

/** A port that speaks mutual TLS, with a database behind it. */
async function inFrontOf(url: URL): Promise<number> {
  if (server === undefined) throw new Error('there is no certificate');
  const { ca, cert, key } = server;
  const files = { ca: readFileSync(ca), cert: readFileSync(cert), key: readFileSync(key) };
  const front = createServer({ ...files, requestCert: true, rejectUnauthorized: true }, (socket) => {
    const behind = connect(Number(url.port), url.hostname);
    socket.pipe(behind).pipe(socket);
    for (const end of [socket, behind])
      end.on('error', () => end.destroy()).on('close', () => [socket, behind].forEach((one) => one.destroy()));
  });
  ends.push(() => front.close());
  await once(front.listen(0, '127.0.0.1'), 'listening');
  return (front.address() as AddressInfo).port;
}
const given = (name: string): string => process.env[name] ?? '';

describe('by mutual TLS', () => {
  it('Redis answers, and not who proves nothing', async () => {
    const port = await inFrontOf(new URL(given('DOORSTEP_REDIS_URL')));
    const url = `rediss://localhost:${String(port)}`;
    const redis = await openRedis(url, new Log('test', 'silent'), redisTls({ redis: client ?? {} }));
    expect(await redis.ping()).toBe('PONG');
    redis.disconnect();
    const stranger = new Redis(url, {
      ...redisTls({ redis: { ca: client?.ca ?? '' } }),
      retryStrategy: () => null,
      lazyConnect: true,
    });
    stranger.on('error', () => undefined);
    await expect(stranger.connect().then(() => stranger.ping())).rejects.toThrow();
  });

  it('MongoDB answers', async () => {
    const uri = new URL(given('DOORSTEP_MONGO_URI').replace('mongodb:', 'http:'));
    const port = await inFrontOf(uri);
    const both = `${client?.cert ?? ''}.pem`;
    await writeFile(both, readFileSync(client?.cert ?? '', 'utf8') + readFileSync(client?.key ?? '', 'utf8'));
    const address = `mongodb://localhost:${String(port)}/?directConnection=true`;
    const { db, close } = await openDatabase(address, 'tls', undefined, { ca: client?.ca ?? '', cert: both });
    expect(await db.command({ ping: 1 })).toMatchObject({ ok: 1 });
    await close();
  });
});
