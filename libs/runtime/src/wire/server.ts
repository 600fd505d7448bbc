import type { Transport } from '@doorstep/hop';
import type { Server } from '@grpc/grpc-js';
import type { Config } from '../config.js';
import type { Rpc } from '../contract/serves.js';

const same = (bytes: Buffer): Buffer => bytes;
/** An RPC by bytes on both sides, so that nothing is decoded for who is not admitted. */
export const inBytes = ({ path, requestStream, responseStream }: Rpc) => ({
  path,
  requestStream,
  responseStream,
  requestSerialize: same,
  requestDeserialize: same,
  responseSerialize: same,
  responseDeserialize: same,
});

/** Listens. @returns the port. Throws where the address is taken. */
export const listening = (server: Server, bind: string, { server: credentials }: Transport): Promise<number> =>
  new Promise((resolve, reject) => {
    server.bindAsync(bind, credentials(), (error, port) => (error ? reject(error) : resolve(port)));
  });

/** Lets calls under way finish. @returns whether all did within the time. */
export async function shutDown(server: Server, withinMs: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const enough = setTimeout(() => {
    server.forceShutdown();
    resolve(false);
  }, withinMs);
  server.tryShutdown(() => resolve(true));
  return promise.finally(() => clearTimeout(enough));
}

/** What connections to a service keep to. */
export const channelOptions = ({ maxConnectionAgeMs, drainMs }: Config) => ({
  'grpc.max_receive_message_length': 1024 * 1024,
  'grpc.max_send_message_length': 8 * 1024 * 1024,
  'grpc.max_concurrent_streams': 1_000,
  'grpc.max_metadata_size': 16 * 1024,
  'grpc.keepalive_time_ms': 30_000,
  'grpc.keepalive_timeout_ms': 5_000,
  'grpc.max_connection_age_ms': maxConnectionAgeMs,
  'grpc.max_connection_age_grace_ms': drainMs,
});
