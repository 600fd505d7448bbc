import { afterEach, describe, expect, it } from '@jest/globals';
import { eventually } from '@doorstep/testing';
import { Client, credentials, Server, ServerCredentials, status, type ServiceError } from '@grpc/grpc-js';
import type { CallContext } from './call.js';
import { callerFrames, lanePath, FrameWriter, serviceFrames, type ServiceFrame } from './frames.js';
import { Lane, LaneFailure } from './lane.js';
import { LaneServer, type Serving } from './lane-server.js';

const ends: (() => void)[] = [];
afterEach(() => ends.splice(0).forEach((end) => end()));

const busy = { code: status.UNAVAILABLE, details: 'busy', status: Buffer.from('why') };
const none = { bytes: Buffer.alloc(0), token: '', traceparent: '', purpose: '', onBehalfOf: '', deadline: 0 };
const same = (bytes: Buffer): Buffer => bytes;

/** A service that answers on lanes alone. */
async function served(answer: Serving['answer']): Promise<string> {
  const server = new Server();
  ends.push(() => server.forceShutdown());
  new LaneServer({ answer, failure: () => busy }, 3_600_000).addTo(server);
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    ),
  );
  return `127.0.0.1:${String(port)}`;
}

/** A caller who writes what it likes. */
async function streamTo(address: string) {
  const client = new Client(address, credentials.createInsecure());
  const stream = client.makeBidiStreamRequest<Buffer, Buffer>(lanePath, same, same);
  const heard: ServiceFrame[] = [];
  stream.on('data', (batch: Buffer) => heard.push(...serviceFrames(batch)));
  const over = new Promise<ServiceError>((resolve) => stream.on('error', (error) => resolve(error as ServiceError)));
  await new Promise((resolve) => stream.once('data', resolve));
  ends.push(() => client.close());
  return {
    heard,
    over,
    write: (bytes: Buffer) => stream.write(bytes),
    writer: new FrameWriter((batch) => stream.write(batch)),
  };
}

const opened = (address: string): Promise<Lane> =>
  new Promise((resolve, reject) => {
    const lane = new Lane(address, {}, resolve, () => reject(new Error('no lane')));
    ends.push(() => lane.close());
  });
const context = (over: Partial<CallContext> = {}): CallContext => ({
  ...none,
  deadline: new Date(Date.now() + 5_000),
  onGone: () => undefined,
  ...over,
});

describe('the two ends of a lane', () => {
  it('carry calls and failures', async () => {
    const lane = await opened(
      await served((path, { bytes }) =>
        path === '/echo' ? Promise.resolve(bytes) : Promise.reject(new Error('no such path')),
      ),
    );
    expect(Buffer.from(await lane.call('/echo', Buffer.from('你好'), context())).toString()).toBe('你好');
    const failed = await lane.call('/other', Buffer.alloc(0), context()).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(LaneFailure);
    expect((failed as LaneFailure).failure).toEqual(busy);
  });

  it('end with INVALID_ARGUMENT what are no frames of a caller', async () => {
    const intruder = await streamTo(await served(() => Promise.resolve(Buffer.alloc(0))));
    intruder.write(Buffer.from('GET / HTTP/1.1'));
    expect((await intruder.over).code).toBe(status.INVALID_ARGUMENT);
  });

  it('refuse what a caller asks beyond the credit, and answer the rest', async () => {
    const let_go = Promise.withResolvers<Uint8Array>();
    const greedy = await streamTo(await served(() => let_go.promise));
    const [hello] = greedy.heard;
    const credit = hello?.kind === 'hello' ? hello.credit : 0;
    expect(credit).toBeGreaterThan(0);
    for (let id = 1; id <= credit + 1; id++) greedy.writer.call(id, '/held', none, 5_000);
    const refused = { kind: 'failure', id: credit + 1, failure: { code: status.RESOURCE_EXHAUSTED } };
    await eventually(() => expect(greedy.heard.slice(1)).toMatchObject([refused]));
    let_go.resolve(Buffer.alloc(0));
    await eventually(() => expect(greedy.heard.filter(({ kind }) => kind === 'answer')).toHaveLength(credit));
  });

  it('fail every call under way with UNAVAILABLE where a service speaks no frames', async () => {
    const server = new Server();
    ends.push(() => server.forceShutdown());
    const codec = {
      requestSerialize: same,
      requestDeserialize: same,
      responseSerialize: same,
      responseDeserialize: same,
    };
    server.addService(
      { open: { path: lanePath, requestStream: true, responseStream: true, ...codec } },
      {
        open: (stream: { write(batch: Buffer): void; on(event: 'data', take: (batch: Buffer) => void): void }) => {
          const writer = new FrameWriter((batch) => stream.write(batch));
          writer.hello('odd', 1);
          stream.on('data', (batch) => {
            expect([...callerFrames(batch, 0)]).toHaveLength(1);
            stream.write(Buffer.from('HTTP/1.1 200 OK'));
          });
        },
      },
    );
    const port = await new Promise<number>((resolve) =>
      server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (_, bound) => resolve(bound)),
    );
    const lane = await opened(`127.0.0.1:${String(port)}`);
    const failed = await lane.call('/any', Buffer.alloc(0), context()).catch((error: unknown) => error);
    expect((failed as LaneFailure).failure).toMatchObject({ code: status.UNAVAILABLE, details: 'the lane broke' });
  });
});
