import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { BeforeApplicationShutdown } from '@nestjs/common';
import type { Door } from './door/door.js';
import type { GatewayConfig } from './gateway.config.js';

/** Whether new requests are welcome; probes ask. */
export class Readiness {
  ready = false;
}

/** Limits that a slow or endless sender runs into; of a JSON body the door asks more. */
const limits = {
  maxHeaderSize: 16 * 1024,
  headersTimeout: 10_000,
  keepAliveTimeout: 65_000, // longer than a balancer in front keeps its connections, so that it never meets a closed one
  connectionsCheckingInterval: 5_000,
};

/** The HTTP server in front of the door: opens it, and closes it without losing a request. */
export class Entrance implements BeforeApplicationShutdown {
  private readonly server: Server;

  constructor(
    door: Door,
    private readonly config: GatewayConfig,
    private readonly readiness: Readiness,
  ) {
    this.server = createServer({ ...limits, requestTimeout: config.fileTimeoutMs }, (request, response) => {
      if (!readiness.ready) response.setHeader('connection', 'close');
      door.handle(request, response);
    });
  }

  /** Listens, and answers with the port. Throws where the address is taken. */
  async listen(): Promise<number> {
    const [, host = '', port = '0'] = /^\[?(.+?)\]?:(\d+)$/.exec(this.config.bind) ?? [];
    const { promise, resolve, reject } = Promise.withResolvers<undefined>();
    this.server.once('error', reject).listen(Number(port), host, () => resolve(undefined));
    await promise;
    this.readiness.ready = true;
    return (this.server.address() as AddressInfo).port;
  }

  /** Not ready → wait → drain → close, bounded. */
  async beforeApplicationShutdown(): Promise<void> {
    this.readiness.ready = false;
    if (!this.server.listening) return;
    await pause(this.config.shutdownDelayMs);
    const closed = new Promise((resolve) => this.server.close(resolve));
    const idle = setInterval(() => this.server.closeIdleConnections(), 50);
    await Promise.race([closed, pause(this.config.drainMs, undefined, { ref: false })]);
    clearInterval(idle);
    this.server.closeAllConnections();
  }
}
