import type { Caller } from '@doorstep/domain';
import { serviceOf, type ClientOf, type ServiceDefinition } from '../contract/serves.js';
import type { Peers } from './peers.js';
import type { Local } from './records.js';

/** Services of the platform, this process among them; also the token under which they are injected. */
export abstract class Services {
  /** Whether a service is this process, or its address is configured. */
  abstract reaches(service: string): boolean;
  /**
   * A client with the methods of a definition, of the service in whose package it is unless another is named: over gRPC,
   * or straight to the handlers where the service is this very process. To be asked for when the application is
   * initialised. Throws, naming the key, where the address is not configured.
   */
  abstract client<D extends ServiceDefinition>(definition: D, service?: string): ClientOf<D>;
}

/** Services at the addresses of the configuration. */
export class KnownServices extends Services {
  constructor(
    private readonly peers: Peers,
    private readonly local: Local,
  ) {
    super();
  }

  reaches(service: string): boolean {
    return this.local.is(service) || this.peers.knows(service);
  }

  client<D extends ServiceDefinition>(definition: D, service = serviceOf(definition)): ClientOf<D> {
    const client = this.local.is(service) ? handlersOf(definition, this.local) : this.peers.client(service, definition);
    return client as unknown as ClientOf<D>;
  }
}

const handlersOf = (definition: ServiceDefinition, local: Local) =>
  Object.fromEntries(
    Object.entries(definition).map(([method, { path, requestSerialize, responseStream }]) => [
      method,
      responseStream
        ? (request: unknown, caller: Caller) => local.stream(path, request, caller)
        : (request: never, caller: Caller) => local.act(path, requestSerialize(request), caller),
    ]),
  );
