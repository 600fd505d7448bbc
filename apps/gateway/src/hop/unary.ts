import { plaintext, reconnecting, type CallContext, type Transport } from '@doorstep/hop';
import { receiveStream, sendStream, type Calling } from '@doorstep/runtime';
import { Client, Metadata, type ServiceError } from '@grpc/grpc-js';
import type { OnApplicationShutdown } from '@nestjs/common';
import type { Route } from '../contract/routes.js';
import { refuse } from '../problem/refusals.js';
import { problemOfStatus } from '../problem/status.js';
import type { Hop } from './hop.js';

const bytesThrough = (bytes: Buffer): Buffer => bytes;
const mostAnswerBytes = 16 * 1024 * 1024;
/** How any connection to a service is kept. */
export const transport: Readonly<Record<string, number>> = {
  'grpc.keepalive_time_ms': 10_000,
  'grpc.keepalive_timeout_ms': 3_000,
  'grpc.max_receive_message_length': mostAnswerBytes,
  ...reconnecting,
};

/** A call's generated definition, in bytes on both sides. */
const raw = ({ rpc: path }: Route) => ({
  path,
  requestStream: true,
  responseStream: true,
  requestSerialize: bytesThrough,
  requestDeserialize: bytesThrough,
  responseSerialize: bytesThrough,
  responseDeserialize: bytesThrough,
});

/** Calls by gRPC, one channel a service, spread over the replicas that its name resolves to. */
export class UnaryHop implements Hop, OnApplicationShutdown {
  /** A channel to each service, by its name. */
  readonly clients: ReadonlyMap<string, Client>;

  /** @param addresses of the services, by their name: `matching` → `dns:///matching:50051`. */
  constructor(
    routes: readonly Route[],
    addresses: Readonly<Record<string, string>>,
    { channel }: Transport = plaintext,
  ) {
    const own = Map.groupBy(routes, ({ service }) => service);
    this.clients = new Map(
      [...own].flatMap(([service, served]) => {
        const { [service]: address } = addresses;
        return address === undefined ? [] : [[service, new Client(address, channel, optionsFor(served))]];
      }),
    );
  }

  call(route: Route, request: Uint8Array, context: CallContext): Promise<Uint8Array> {
    const client = this.clients.get(route.service);
    if (client === undefined) return Promise.reject(unaddressed(route));
    const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
    const bytes = Buffer.from(request.buffer, request.byteOffset, request.byteLength);
    const call = client.makeUnaryRequest(
      route.rpc,
      bytesThrough,
      bytesThrough,
      bytes,
      metadataOf(context),
      { deadline: context.deadline },
      done,
    );
    function done(error: ServiceError | null, answer?: Buffer): void {
      if (answer === undefined) reject(problemOfStatus(error, route));
      else resolve(answer);
    }
    context.onGone(() => call.cancel());
    return promise;
  }

  async send(route: Route, requests: AsyncIterable<Uint8Array>, context: CallContext): Promise<Uint8Array> {
    const client = this.clients.get(route.service);
    if (client === undefined) throw unaddressed(route);
    try {
      return (await sendStream(client, raw(route), requests, callingOf(context))) as Uint8Array;
    } catch (error) {
      throw problemOfStatus(error as ServiceError, route);
    }
  }

  async *receive(route: Route, request: Uint8Array, context: CallContext): AsyncGenerator<Uint8Array> {
    const client = this.clients.get(route.service);
    if (client === undefined) throw unaddressed(route);
    try {
      const answers = receiveStream(client, raw(route), Buffer.from(request), callingOf(context));
      for await (const bytes of answers) yield bytes as Uint8Array;
    } catch (error) {
      throw problemOfStatus(error as ServiceError, route);
    }
  }

  onApplicationShutdown(): void {
    for (const client of this.clients.values()) client.close();
  }
}

const unaddressed = ({ service }: Route) => refuse('SERVICE_UNAVAILABLE', { facts: { service } });

function callingOf(context: CallContext): Calling {
  const gone = new AbortController();
  context.onGone(() => gone.abort());
  return { metadata: metadataOf(context), deadline: context.deadline, signal: gone.signal };
}

function metadataOf({ token, traceparent, purpose, onBehalfOf }: CallContext): Metadata {
  const metadata = new Metadata();
  if (token !== '') metadata.set('authorization', `Bearer ${token}`);
  metadata.set('traceparent', traceparent);
  if (purpose !== '') metadata.set('x-purpose', purpose);
  if (onBehalfOf !== '') metadata.set('x-on-behalf-of', onBehalfOf);
  return metadata;
}

/**
 * A call is tried again only where a repeat has one effect; keepalive finds a frozen peer. The tries last about as long
 * as a replica that was just renewed may still be taken for dead, so that a rolling update loses no request.
 */
const optionsFor = (routes: readonly Route[]): Record<string, string | number> => ({
  ...transport,
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
