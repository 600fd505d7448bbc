import type { CallContext } from '@doorstep/hop';
import type { Route } from '../contract/routes.js';
import { refuse } from '../problem/refusals.js';
import type { Hop } from './hop.js';

/**
 * Bounds the calls that are under way to each service: who comes beyond is refused at once, rather than to wait in a line
 * that nobody will reach the end of. So a service under three times its load still answers as much as at its best.
 */
export class BoundHop implements Hop {
  private readonly underWay = new Map<string, number>();

  /** @param most calls under way to one service. */
  constructor(
    private readonly hop: Hop,
    private readonly most: number,
  ) {}

  /** Throws SERVICE_OVERLOADED, and what the hop throws. */
  async call(route: Route, request: Uint8Array, context: CallContext): Promise<Uint8Array> {
    this.enter(route);
    try {
      return await this.hop.call(route, request, context);
    } finally {
      this.leave(route);
    }
  }

  async send(route: Route, requests: AsyncIterable<Uint8Array>, context: CallContext): Promise<Uint8Array> {
    this.enter(route);
    try {
      return await this.hop.send(route, requests, context);
    } finally {
      this.leave(route);
    }
  }

  async *receive(route: Route, request: Uint8Array, context: CallContext): AsyncGenerator<Uint8Array> {
    this.enter(route);
    try {
      yield* this.hop.receive(route, request, context);
    } finally {
      this.leave(route);
    }
  }

  private enter({ service }: Route): void {
    const now = this.underWay.get(service) ?? 0;
    if (now >= this.most) throw refuse('SERVICE_OVERLOADED', { facts: { service } });
    this.underWay.set(service, now + 1);
  }

  private leave({ service }: Route): void {
    this.underWay.set(service, (this.underWay.get(service) ?? 1) - 1);
  }
}
