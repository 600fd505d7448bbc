import type { ServiceToken } from '@doorstep/access';
import { failure, type Caller, type DomainError } from '@doorstep/domain';
import { Client, Metadata, status, type ServiceError } from '@grpc/grpc-js';
import { reconnecting, transportOf, type Transport } from '@doorstep/hop';
import type { OnApplicationShutdown } from '@nestjs/common';
import { withRequestId, worksForItself } from '../wire/caller.js';
import { addressKey, type Config } from '../config.js';
import { serviceName, serviceOf, type Rpc, type ServiceDefinition } from '../contract/serves.js';
import type { Tracing } from '../telemetry/tracing.js';
import { readCache } from './read-cache.js';
import { refusalIn } from '../wire/status.js';
import { exchangeStreams, receiveStream } from '../wire/streaming.js';

export const peerUnavailable = failure(
  'UNAVAILABLE',
  'PEER_UNAVAILABLE',
  '所需的服务暂时不可用，请稍后重试',
  'a service that is needed does not answer; try again later',
  { zh: '请稍后重试', en: 'repeat later, after Retry-After' },
);

const notServed = failure(
  'FAILED_PRECONDITION',
  'PEER_LACKS_CALL',
  '所需的服务不提供该功能',
  'a service that is needed does not do this',
  { zh: '请联系运维人员升级该服务', en: 'ask an operator to update the service' },
);

type Call = (request: object, caller: Caller) => Promise<object>;
type PeerClient = Readonly<Record<string, Call>>;

/** What is injected for each peer that was declared, by its token. */
const declared = new Map<symbol, (peers: Peers) => object>();
export const declaredPeers = (): typeof declared => declared;

function declare(definition: ServiceDefinition, client: (peers: Peers) => object): symbol {
  const token = Symbol(`peer ${serviceName(definition)}`);
  declared.set(token, client);
  return token;
}

/**
 * Declares a peer: the service that the contract's package names. Its token injects a client with the generated
 * interface, of which an app names the part that it uses: `export type Stations = Pick<StationService, 'getStation'>`.
 */
export const peer = (definition: ServiceDefinition): symbol =>
  declare(definition, (peers) => peers.client(serviceOf(definition), definition));

/**
 * Declares what every service serves, as its journal. The token injects a client of each service whose address is
 * configured, by its name.
 */
export const everyPeer = (definition: ServiceDefinition): symbol =>
  declare(definition, (peers) => peers.every(definition));

type StreamCall = (request: object, caller: Caller) => AsyncIterable<object>;

/** Clients of peers: one channel a service, closed when the application ends. */
export class Peers implements OnApplicationShutdown {
  private readonly transport: Transport;
  private readonly channels: { readonly name: string; readonly channel: Client }[] = [];

  constructor(
    private readonly config: Config,
    private readonly ownToken: ServiceToken,
    private readonly tracing: Tracing,
  ) {
    this.transport = transportOf(config.tls.services);
  }

  /** A client with the methods of the definition. Throws, naming the key, where the peer's address is not configured. */
  client(name: string, definition: ServiceDefinition): PeerClient {
    const address = this.config.peers[name];
    if (address === undefined) throw new Error(`configuration: ${addressKey(name)}: is missing`);
    const channel = new Client(address, this.transport.channel, channelOptions(serviceName(definition)));
    this.channels.push({ name, channel });
    const calls = Object.entries(definition).map(([method, rpc]) => {
      return [
        method,
        rpc.responseStream ? this.streamCall(name, channel, rpc) : this.call(name, channel, rpc),
      ] as const;
    });
    return Object.fromEntries(calls) as PeerClient;
  }

  /** A client of every service that is known, by its name. Throws where there is none. */
  every(definition: ServiceDefinition): ReadonlyMap<string, PeerClient> {
    const names = Object.keys(this.config.peers);
    if (names.length === 0) throw new Error(`configuration: ${addressKey('<service>')}: is missing`);
    return new Map(names.map((name) => [name, this.client(name, definition)]));
  }

  /** Whether the address of a service is configured. */
  knows(name: string): boolean {
    return this.config.peers[name] !== undefined;
  }

  /** A channel to each service that is called, by its name. */
  open(): ReadonlyMap<string, Client> {
    return new Map(this.channels.map(({ name, channel }) => [name, channel]));
  }

  onApplicationShutdown(): void {
    for (const { channel } of this.channels.splice(0)) channel.close();
  }

  private call(peerName: string, channel: Client, rpc: Rpc): Call {
    const ask: Call = async (request, caller) => {
      const metadata = await this.metadata(caller);
      return unary(peerName, channel, rpc, withRequestId(request), metadata, caller.call.deadline);
    };
    return (request, caller) => {
      const cache = readCache();
      // What changes something bears a request id, and is never remembered.
      if (cache === undefined || 'requestId' in request) return ask(request, caller);
      return cache.recall(`${rpc.path} ${JSON.stringify(request)}`, () => ask(request, caller));
    };
  }

  private streamCall(peerName: string, channel: Client, rpc: Rpc): StreamCall {
    const { metadata } = this;
    return async function* (request, caller) {
      const calling = { metadata: await metadata(caller), deadline: caller.call.deadline };
      try {
        yield* rpc.requestStream
          ? exchangeStreams(channel, rpc, request as AsyncIterable<object>, calling)
          : receiveStream(channel, rpc, request, calling);
      } catch (error) {
        throw failed(error as ServiceError, peerName);
      }
    };
  }

  private readonly metadata = async (caller: Caller): Promise<Metadata> => {
    const token = worksForItself(caller) ? await this.ownToken.get() : caller.call.token;
    return metadataOf(caller, token, this.tracing.current() || caller.call.traceparent);
  };
}

/** One call by its generated definition. Throws the peer's own refusal, or PEER_UNAVAILABLE. */
export function unary(
  peerName: string,
  channel: Client,
  rpc: Rpc,
  request: object,
  metadata: Metadata,
  deadline: Date,
): Promise<object> {
  return new Promise((resolve, reject) => {
    const serialize = (message: object): Buffer => rpc.requestSerialize(message as never);
    channel.makeUnaryRequest<object, object>(
      ...([
        rpc.path,
        serialize,
        (bytes: Buffer) => rpc.responseDeserialize(bytes),
        request,
        metadata,
        { deadline },
      ] as const),
      (error, response) => (error === null ? resolve(response as object) : reject(failed(error, peerName))),
    );
  });
}

export function failed(error: ServiceError, name: string): DomainError | Error {
  const refusal = refusalIn(error);
  if (refusal !== undefined) return refusal;
  if (error.code === status.UNAVAILABLE || error.code === status.DEADLINE_EXCEEDED) {
    return peerUnavailable({ peer: name, status: status[error.code] });
  }
  if (error.code === status.UNIMPLEMENTED) return notServed({ peer: name });
  return new Error(`${name} answered ${status[error.code]}: ${error.details}`);
}

/** What travels with a call: the caller's own token, so that the peer judges by its own rules. */
function metadataOf({ purpose, onBehalfOf }: Caller, token: string, traceparent: string): Metadata {
  const metadata = new Metadata();
  if (token !== '') metadata.set('authorization', `Bearer ${token}`);
  if (traceparent !== '') metadata.set('traceparent', traceparent);
  if (purpose !== '') metadata.set('x-purpose', purpose);
  if (onBehalfOf !== '') metadata.set('x-on-behalf-of', onBehalfOf);
  return metadata;
}

/** A call may be repeated whenever the peer was not reached: what changes something bears a request id. */
const channelOptions = (service: string) => ({
  // A frozen peer is found within two seconds, not when the deadline of each call to it has passed.
  'grpc.keepalive_time_ms': 1_000,
  'grpc.keepalive_timeout_ms': 1_000,
  ...reconnecting,
  'grpc.service_config': JSON.stringify({
    loadBalancingConfig: [{ round_robin: {} }],
    methodConfig: [
      {
        name: [{ service }],
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
