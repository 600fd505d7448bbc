import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@doorstep/testing';
import { anAuthority, replace, type Authority } from '@doorstep/testing/certificates';
import { Client, Server, type ServiceError } from '@grpc/grpc-js';
import { hostOf } from './addresses.js';
import { Lanes } from './lanes.js';
import { LaneServer } from './lane-server.js';
import { mutualTls, plaintext, type Transport } from './transport.js';

const everyMs = 50;
const same = (bytes: Buffer): Buffer => bytes;
const ends: (() => void)[] = [];
let [ours, others]: Authority[] = [];
beforeAll(async () => {
  [ours, others] = await Promise.all([anAuthority(), anAuthority()]);
});
afterEach(() => ends.splice(0).forEach((end) => end()));
afterAll(async () => {
  await Promise.all([ours?.close(), others?.close()]);
});

const issued = async (by: Authority | undefined, name: string) => {
  if (by === undefined) throw new Error('there is no authority');
  return by.issue(name);
};

/** A service that answers on lanes and unary, protected. */
async function served(transport: Transport): Promise<string> {
  const server = new Server();
  ends.push(() => server.forceShutdown());
  const failure = () => ({ code: 2, details: '', status: new Uint8Array(0) });
  new LaneServer({ answer: async (_, { bytes }) => bytes, failure }, 3_600_000).addTo(server);
  const codec = {
    requestSerialize: same,
    requestDeserialize: same,
    responseSerialize: same,
    responseDeserialize: same,
  };
  server.addService(
    { echo: { path: '/test/Echo', requestStream: false, responseStream: false, ...codec } },
    { echo: (call: { request: Buffer }, reply: (error: null, bytes: Buffer) => void) => reply(null, call.request) },
  );
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync('127.0.0.1:0', transport.server(), (error, bound) => (error ? reject(error) : resolve(bound))),
  );
  return `dns:///localhost:${String(port)}`;
}

/** What a unary call brings: its bytes, or the code of its end. */
function unary(target: string, { channel }: Transport): Promise<string | number> {
  const client = new Client(target, channel);
  ends.push(() => client.close());
  return new Promise((resolve) =>
    client.makeUnaryRequest(
      '/test/Echo',
      same,
      same,
      Buffer.from('hello'),
      (error: ServiceError | null, bytes?: Buffer) => resolve(error?.code ?? String(bytes)),
    ),
  );
}

/** What a call on a lane brings, once there is one. */
async function byLane(target: string, transport: Transport): Promise<string> {
  const lanes = new Lanes(target, {}, transport);
  ends.push(() => lanes.close());
  await eventually(() => expect(lanes.best).toBeDefined());
  const [deadline, onGone] = [new Date(Date.now() + 5_000), () => undefined];
  const call = { token: '', traceparent: '', purpose: '', onBehalfOf: '', deadline, onGone };
  return Buffer.from((await lanes.best?.call('/any', Buffer.from('hello'), call)) ?? []).toString();
}

const unavailable = 14;

describe('services that prove themselves to each other', () => {
  it('are called unary and by lanes', async () => {
    const target = await served(mutualTls(await issued(ours, 'service'), everyMs));
    const caller = mutualTls(await issued(ours, 'caller'), everyMs);
    expect(await unary(target, caller)).toBe('hello');
    expect(await byLane(target, caller)).toBe('hello');
  });

  it('take no call of who speaks plainly, nor of who is vouched for by somebody else', async () => {
    const target = await served(mutualTls(await issued(ours, 'service'), everyMs));
    const stranger = await issued(others, 'stranger');
    const trusting = { ...stranger, ca: (await issued(ours, 'x')).ca };
    for (const caller of [plaintext, mutualTls(stranger, everyMs), mutualTls(trusting, everyMs)])
      expect(await unary(target, caller)).toBe(unavailable);
  });

  it('are not called where another answers under their name', async () => {
    const target = await served(mutualTls(await issued(others, 'stranger'), everyMs));
    expect(await unary(target, mutualTls(await issued(ours, 'caller'), everyMs))).toBe(unavailable);
  });

  it('use a renewed certificate without a restart, and believe the new authority alone', async () => {
    const files = await issued(ours, 'renewed');
    const own = { ...files, ca: `${files.cert}.ca` };
    await replace({ ...own, cert: `${files.cert}.x`, key: `${files.key}.x` }, files);
    const target = await served(mutualTls(own, everyMs));
    const before = await issued(ours, 'before');
    expect(await unary(target, mutualTls(before, everyMs))).toBe('hello');
    const [after, fresh] = [await issued(others, 'after'), await issued(others, 'fresh')];
    await replace(own, fresh);
    await eventually(async () => expect(await unary(target, mutualTls(after, everyMs))).toBe('hello'));
    expect(await unary(target, mutualTls(before, everyMs))).toBe(unavailable);
  });
});

describe('the name that the other end proves', () => {
  it.each([
    ['dns:///matching.doorstep.svc:50051', 'matching.doorstep.svc'],
    ['localhost:1', 'localhost'],
    ['127.0.0.1:1', undefined],
    ['[::1]:1', undefined],
    ['ipv4:10.0.0.1:1,10.0.0.2:1', undefined],
  ])('of %s is %s', (target, name) => {
    expect(hostOf(target)).toBe(name);
  });
});
