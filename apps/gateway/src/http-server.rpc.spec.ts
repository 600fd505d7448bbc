import { Agent, get, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from '@jest/globals';
import { eventually } from '@doorstep/testing';
import supertest from 'supertest';
import type { RunningGateway } from './boot.js';
import { addressOf, aGateway } from './gateway.example.js';

const gateway = aGateway();
const delayMs = 600;
/** Connections that callers keep. */
const most = 64;
const ends: (() => unknown)[] = [];
const operations = ({ operationsPort }: RunningGateway) => supertest(`http://127.0.0.1:${String(operationsPort)}`);
afterEach(() => ends.splice(0).forEach((end) => end()));

const aboutToLeave = (): Promise<RunningGateway> => gateway.open({ DOORSTEP_SHUTDOWN_DELAY_MS: String(delayMs) });

function connected({ port }: RunningGateway): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  ends.push(() => socket.destroy());
  return new Promise((resolve) => socket.once('connect', () => resolve(socket)));
}

/** What is said next; empty where the connection closes without a word. */
const heard = (socket: Socket): Promise<string> =>
  new Promise((resolve) => {
    socket.once('data', (data) => resolve(String(data))).once('close', () => resolve(''));
  });

const aGet = (): string => `GET /v1/needs/n1 HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${gateway.token}\r\n\r\n`;

/** Keeps the process from doing anything else. */
const busy = (forMs: number): string => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, forMs);

describe('a gateway whose port is taken', () => {
  it('does not open, and leaves no connection behind', async () => {
    const sockets = new Set<Socket>();
    const redis = createServer((socket) => {
      sockets.add(
        socket
          .on('error', () => undefined)
          .once('close', () => sockets.delete(socket))
          .resume(),
      );
    });
    ends.push(() => redis.close());
    await once(redis.listen(0, '127.0.0.1'), 'listening');
    const { port } = redis.address() as AddressInfo;
    const taken = {
      DOORSTEP_BIND: `127.0.0.1:${gateway.running.port}`,
      DOORSTEP_REDIS_URL: `redis://127.0.0.1:${port}`,
    };
    await expect(gateway.open(taken)).rejects.toThrow('EADDRINUSE');
    await eventually(() => expect(sockets.size).toBe(0));
  });
});

describe('a gateway that leaves', () => {
  it('answers what it had begun, as the last on its connection, and then nobody', async () => {
    const leaving = await aboutToLeave();
    const slow = await connected(leaving);
    const begun = heard(slow);
    slow.write('POST /v1/needs HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 2\r\n');
    slow.write(`expect: 100-continue\r\nauthorization: Bearer ${gateway.token}\r\n\r\n`);
    expect(await begun).toMatch(/^HTTP\/1\.1 100 /);
    const closed = leaving.close();
    await operations(leaving).get('/readyz').expect(503);
    const answered = heard(slow);
    slow.write('{}');
    expect(await answered).toMatch(/^HTTP\/1\.1 201 [^]*connection: close/i);
    await closed;
    await expect(supertest(addressOf(leaving)).get('/docs')).rejects.toThrow('ECONNREFUSED');
  });

  it('answers who asked on a kept connection while it was too busy to listen, before it closes', async () => {
    const leaving = await aboutToLeave();
    const kept = await Promise.all(Array.from({ length: 8 }, () => connected(leaving)));
    for (const socket of kept) {
      socket.write(aGet());
      expect(await heard(socket)).toMatch(/^HTTP\/1\.1 200 [^]*connection: keep-alive/i);
    }
    const closed = leaving.close();
    await operations(leaving).get('/readyz').expect(503);
    const answers = kept.map(heard);
    kept.forEach((socket) => socket.write(aGet()));
    busy(delayMs);
    for (const answer of await Promise.all(answers)) expect(answer).toMatch(/^HTTP\/1\.1 200 [^]*connection: close/i);
    await closed;
  });

  it.each([
    ['0', 'timeout=60'],
    ['2000', 'timeout=1'],
  ])('after %s ms has told callers to keep a connection with %s', async (waits, told) => {
    const one = await gateway.open({ DOORSTEP_SHUTDOWN_DELAY_MS: waits });
    await supertest(addressOf(one)).get('/docs').set('connection', 'keep-alive').expect('keep-alive', told);
    await one.close();
  });

  it('loses no request of callers who keep connections and send at a steady rate, with a rush at its end', async () => {
    const leaving = await aboutToLeave();
    let at = leaving;
    const agent = new Agent({ keepAlive: true, maxSockets: most });
    ends.push(() => agent.destroy());
    agent.createConnection = () => connect(at.port, '127.0.0.1');
    const headers = { authorization: `Bearer ${gateway.token}` };
    const ask = (): Promise<IncomingMessage> =>
      new Promise((resolve, reject) => {
        get('http://127.0.0.1/v1/needs/n1', { agent, headers }, resolve).once('error', reject);
      });
    const answers: Promise<string>[] = [];
    const send = (requests: number): void => {
      for (let sent = 0; sent < requests; sent += 1)
        answers.push(ask().then(async (answer) => `${answer.statusCode} ${(await text(answer)).length > 0}`, String));
    };
    const load = setInterval(send, 20, 2);
    ends.push(() => clearInterval(load));
    const until = async (sent: number): Promise<void> => {
      while (answers.length < sent) await new Promise(setImmediate);
    };
    send(most); // a connection each, of which the steady rate needs few
    await Promise.all(answers);
    const closed = leaving.close();
    at = gateway.running;
    await until(answers.length + 6);
    send(most);
    for (let tick = 0; tick < 5; tick += 1) await new Promise(process.nextTick); // until they are sent
    busy(delayMs);
    await closed;
    await until(answers.length + 20);
    clearInterval(load);
    expect((await Promise.all(answers)).filter((answer) => answer !== '200 true')).toEqual([]);
  });
});
