import dns from 'node:dns';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { eventually } from '@doorstep/testing';
import { Client, credentials, Server, ServerCredentials } from '@grpc/grpc-js';
import { reconnecting } from './reconnecting.js';

const same = (bytes: Buffer): Buffer => bytes;
const path = '/test.Names/Which';

/** A replica that answers with its address. */
async function replica(host: string, port: number): Promise<{ readonly port: number; close(): Promise<void> }> {
  const server = new Server();
  const rpc = { path, requestStream: false, responseStream: false } as const;
  const codec = {
    requestSerialize: same,
    requestDeserialize: same,
    responseSerialize: same,
    responseDeserialize: same,
  };
  server.addService(
    { which: { ...rpc, ...codec } },
    {
      which: (_: unknown, answer: (error: null, bytes: Buffer) => void) => answer(null, Buffer.from(host)),
    },
  );
  const bound = await new Promise<number>((resolve, reject) =>
    server.bindAsync(`${host}:${String(port)}`, ServerCredentials.createInsecure(), (error, at) =>
      error ? reject(error) : resolve(at),
    ),
  );
  return { port: bound, close: () => new Promise((resolve) => server.tryShutdown(() => resolve())) };
}

describe('a channel', () => {
  afterEach(() => {
    jest.restoreAllMocks();
  });

  it('follows a name to where it leads by now, though it asked a moment ago', async () => {
    const [old, renewed] = ['127.0.0.1', '127.0.0.2'];
    let behind = old;
    jest
      .spyOn(dns.promises, 'lookup')
      .mockImplementation((() =>
        Promise.resolve([{ address: behind, family: 4 }])) as unknown as typeof dns.promises.lookup);
    const first = await replica(old, 0);
    const second = await replica(renewed, first.port);
    const client = new Client(`dns:///replicas:${String(first.port)}`, credentials.createInsecure(), reconnecting);
    const ask = () =>
      new Promise<string>((resolve, reject) =>
        client.makeUnaryRequest(path, same, same, Buffer.alloc(0), { deadline: Date.now() + 10_000 }, (error, bytes) =>
          error ? reject(error) : resolve(String(bytes)),
        ),
      );
    try {
      expect(await ask()).toBe(old);
      behind = renewed;
      await first.close();
      await eventually(async () => expect(await ask()).toBe(renewed));
    } finally {
      client.close();
      await second.close();
    }
  });
});
