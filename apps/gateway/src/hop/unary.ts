import { Client, connectivityState, credentials, Metadata, type ServiceError } from '@grpc/grpc-js';
import type { OnApplicationShutdown } from '@nestjs/common';
import type { Route } from '../contract/routes.js';
import { refuse } from '../problem/refusals.js';
import { problemOfStatus } from '../problem/status.js';
import type { CallContext, Hop } from './hop.js';

const bytesThrough = (bytes: Buffer): Buffer => bytes;
const mostAnswerBytes = 16 * 1024 * 1024;

/** Calls by gRPC unary, one channel a service, spread over the replicas that its name resolves to. */
export class UnaryHop implements Hop, OnApplicationShutdown {
  private readonly clients: ReadonlyMap<string, Client>;

  /** @param addresses of the services, by their name: `matching` → `dns:///matching:50051`. */
  constructor(routes: readonly Route[], addresses: Readonly<Record<string, string>>) {
    const own = Map.groupBy(routes, ({ service }) => service);
    this.clients = new Map(
      [...own].flatMap(([service, served]) => {
        const { [service]: address } = addresses;
        return address === undefined
          ? []
          : [[service, new Client(address, credentials.createInsecure(), optionsFor(served))]];
      }),
    );
  }

  call(route: Route, request: Uint8Array, { metadata, deadline, signal }: CallContext): Promise<Uint8Array> {
    const client = this.clients.get(route.service);
    if (client === undefined)
      return Promise.reject(refuse('SERVICE_UNAVAILABLE', { facts: { service: route.service } }));
    const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
    const bytes = Buffer.from(request.buffer, request.byteOffset, request.byteLength);
    const call = client.makeUnaryRequest(
      route.rpc,
      bytesThrough,
      bytesThrough,
      bytes,
      metadataOf(metadata),
      { deadline },
      done,
    );
    const cancel = (): void => call.cancel();
    function done(error: ServiceError | null, answer?: Buffer): void {
      signal.removeEventListener('abort', cancel);
      if (answer === undefined) reject(problemOfStatus(error, route));
      else resolve(answer);
    }
    if (signal.aborted) cancel();
    signal.addEventListener('abort', cancel, { once: true });
    return promise;
  }

  states(): Readonly<Record<string, string>> {
    const state = (client: Client): string => connectivityState[client.getChannel().getConnectivityState(false)];
    return Object.fromEntries([...this.clients].map(([service, client]) => [service, state(client).toLowerCase()]));
  }

  onApplicationShutdown(): void {
    for (const client of this.clients.values()) client.close();
  }
}

function metadataOf(pairs: CallContext['metadata']): Metadata {
  const metadata = new Metadata();
  for (const [name, value] of Object.entries(pairs)) if (value !== '') metadata.set(name, value);
  return metadata;
}

/**
 * A call is tried again only where a repeat has one effect; keepalive finds a frozen peer. The tries last about as long
 * as a replica that was just renewed may still be taken for dead, so that a rolling update loses no request.
 */
const optionsFor = (routes: readonly Route[]): Record<string, string | number> => ({
  'grpc.keepalive_time_ms': 10_000,
  'grpc.keepalive_timeout_ms': 3_000,
  'grpc.max_receive_message_length': mostAnswerBytes,
  'grpc.initial_reconnect_backoff_ms': 100,
  'grpc.max_reconnect_backoff_ms': 1_000,
  'grpc.service_config': JSON.stringify({
    loadBalancingConfig: [{ round_robin: {} }],
    methodConfig: [
      {
        name: routes
          .filter(({ repeatable }) => repeatable)
          .map(({ method }) => ({ service: method.parent.typeName, method: method.name })),
        retryPolicy: {
          maxAttempts: 5,
          initialBackoff: '0.1s',
          maxBackoff: '1s',
          backoffMultiplier: 2,
          retryableStatusCodes: ['UNAVAILABLE'],
        },
      },
    ],
  }),
});
