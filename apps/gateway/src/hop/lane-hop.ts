import { LaneFailure, Lanes, plaintext, type CallContext, type Transport } from '@doorstep/hop';
import { detailsKey } from '@doorstep/runtime';
import { Metadata, status, type Client, type ServiceError } from '@grpc/grpc-js';
import type { OnApplicationShutdown } from '@nestjs/common';
import type { Route } from '../contract/routes.js';
import { problemOfStatus } from '../problem/status.js';
import type { Hop } from './hop.js';
import { transport, type UnaryHop } from './unary.js';

/** Larger requests would hold up the calls behind them. */
const mostBytes = 64 * 1024;

/**
 * Calls by lanes. What no lane carries goes unary: large requests, services without lanes, more calls than the credit,
 * and the second try of a call whose repeat has one effect.
 */
export class LaneHop implements Hop, OnApplicationShutdown {
  private readonly lanes: ReadonlyMap<string, Lanes>;

  /** @param addresses of the services, by their name. */
  constructor(
    private readonly unary: UnaryHop,
    addresses: Readonly<Record<string, string>>,
    protection: Transport = plaintext,
  ) {
    this.lanes = new Map(
      Object.entries(addresses).map(([name, address]) => [name, new Lanes(address, transport, protection)]),
    );
  }

  async call(route: Route, request: Uint8Array, context: CallContext): Promise<Uint8Array> {
    const lane = request.length > mostBytes ? undefined : this.lanes.get(route.service)?.best;
    if (lane === undefined) return this.unary.call(route, request, context);
    try {
      return await lane.call(route.rpc, request, context);
    } catch (error) {
      if (!(error instanceof LaneFailure)) throw error;
      if (error.failure.code === status.UNAVAILABLE && route.repeatable)
        return this.unary.call(route, request, context);
      throw problemOfStatus(asStatus(error), route);
    }
  }

  send(...args: Parameters<Hop['send']>): Promise<Uint8Array> {
    return this.unary.send(...args);
  }

  receive(...args: Parameters<Hop['receive']>): AsyncGenerator<Uint8Array> {
    return this.unary.receive(...args);
  }

  /** A channel to each service, by its name. */
  get channels(): ReadonlyMap<string, Client> {
    return this.unary.clients;
  }

  onApplicationShutdown(): void {
    for (const lanes of this.lanes.values()) lanes.close();
  }
}

/** A failure as unary calls throw it. */
function asStatus({ failure }: LaneFailure): ServiceError {
  const metadata = new Metadata();
  if (failure.status.length > 0) metadata.set(detailsKey, Buffer.from(failure.status));
  return Object.assign(new Error(failure.details), {
    code: failure.code,
    details: failure.details,
    metadata,
  });
}
