import type { ServiceToken } from '@doorstep/access';
import { DomainError, type Caller } from '@doorstep/domain';
import type { Incoming } from '@doorstep/hop';
import { create, fromBinary, toBinary, type DescMethod } from '@bufbuild/protobuf';
import { worksForItself } from '../wire/caller.js';
import { peerUnavailable, type Peers } from './peers.js';
import { ownerOf, type Rpc } from '../contract/serves.js';
import { pathOf, standardMethod } from '../contract/standard.js';

/** A record as its owner answers it, by the names of its fields in TypeScript. */
export type RecordView = Readonly<Record<string, unknown>>;

/** Any record of the platform, whichever service owns it; also the token under which it is injected. */
export abstract class Records {
  /** The record as the caller may see it, without personal fields; undefined where they may not, or there is none. Throws PEER_UNAVAILABLE. */
  abstract find(name: string, caller: Caller): Promise<RecordView | undefined>;
}

/** What answers the RPCs of this very process. */
export interface Local {
  /** Whether this process is a service, by the contracts that it serves. */
  is(service: string): boolean;
  serves(path: string): boolean;
  /** Throws the refusal. */
  answer(path: string, call: Incoming): Promise<Uint8Array>;
  /** Does what a call does, rules and all, for a caller whom the application itself admits. Throws the refusal. */
  act(path: string, request: Uint8Array, caller: Caller): Promise<unknown>;
  /** As `act`, of an RPC whose answers are a stream; its requests may be one, too. */
  stream(path: string, request: unknown, caller: Caller): AsyncIterable<unknown>;
}

/** The handlers of this process, for work that does what callers do; also the token under which they are injected. */
export abstract class Handlers {
  /**
   * What the RPC of a path does with the bytes of a request: rules, references, handler. The caller is admitted by
   * whoever asks. Waits until the service is up. Throws the refusal.
   */
  abstract perform(path: string, request: Uint8Array, caller: Caller): Promise<unknown>;
}

/** Asks a record's owner by the `Get` RPC of its noun, as the caller: in this process, or over gRPC. */
export class OwnedRecords extends Records {
  private readonly clients = new Map<string, ReturnType<Peers['client']>>();

  constructor(
    private readonly peers: Peers,
    private readonly local: Local,
    private readonly ownToken: ServiceToken,
  ) {
    super();
  }

  async find(name: string, caller: Caller): Promise<RecordView | undefined> {
    const method = standardMethod('Get', name.split('/')[0] ?? '');
    if (method === undefined) return undefined;
    const request = toBinary(method.input, create(method.input, { name }));
    try {
      const bytes = await this.ask(method, request, { ...caller, purpose: '' });
      return fromBinary(method.output, bytes);
    } catch (error) {
      if (error instanceof DomainError && hides.has(error.kind)) return undefined;
      throw error;
    }
  }

  private async ask(method: DescMethod, request: Uint8Array, caller: Caller): Promise<Uint8Array> {
    const path = pathOf(method);
    if (!this.local.serves(path)) return this.askPeer(method, request, caller);
    const { call, purpose, onBehalfOf } = caller;
    const token = worksForItself(caller) ? await this.ownToken.get() : call.token;
    const deadline = call.deadline.getTime();
    return this.local.answer(path, {
      bytes: request,
      token,
      traceparent: call.traceparent,
      purpose,
      onBehalfOf,
      deadline,
    });
  }

  private async askPeer(method: DescMethod, request: Uint8Array, caller: Caller): Promise<Uint8Array> {
    const client = this.clients.get(pathOf(method)) ?? this.clientFor(method);
    const answer = await client['get']?.({ bytes: request }, caller);
    return (answer as { readonly bytes: Uint8Array }).bytes;
  }

  /** Throws PEER_UNAVAILABLE where nobody said where the owner is. */
  private clientFor(method: DescMethod): ReturnType<Peers['client']> {
    const name = ownerOf(method.parent.typeName);
    if (!this.peers.knows(name)) throw peerUnavailable({ peer: name });
    const client = this.peers.client(name, { get: inBytes(pathOf(method)) });
    this.clients.set(pathOf(method), client);
    return client;
  }
}

/** A record that is not there, or that the caller may not see, or whose name cannot be one. */
const hides: ReadonlySet<string> = new Set(['NOT_FOUND', 'PERMISSION_DENIED', 'INVALID_ARGUMENT']);

const inBytes = (path: string): Rpc => ({
  path,
  requestStream: false,
  responseStream: false,
  requestSerialize: ({ bytes }: { bytes: Uint8Array }) => Buffer.from(bytes),
  requestDeserialize: (bytes) => ({ bytes }),
  responseSerialize: ({ bytes }: { bytes: Uint8Array }) => Buffer.from(bytes),
  responseDeserialize: (bytes) => ({ bytes }),
});
