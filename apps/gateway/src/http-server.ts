import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate as turn, setTimeout as pause } from 'node:timers/promises';
import { idleLimits } from '@doorstep/runtime';
import type { BeforeApplicationShutdown } from '@nestjs/common';
import type { HttpHandler } from './http/http-handler.js';
import type { GatewayConfig } from './gateway.config.js';
import type { Leaving } from './leaving.js';

/** Limits that a slow or endless sender runs into; of a JSON body the handler asks more. */
const limits = {
  maxHeaderSize: 16 * 1024,
  headersTimeout: 10_000,
  connectionsCheckingInterval: 5_000,
  requireHostHeader: false, // the handler refuses who names none, and says why
};

/**
 * Who heeds what it is told of idle connections uses none that has lain idle longer than the gateway waits at its end:
 * every kept connection is either used meanwhile and closed with the answer, or let go by its caller.
 */
const idle = (delayMs: number) => idleLimits(delayMs < 2_000 ? undefined : delayMs - 1_000);

/** The HTTP server in front of the handler: opens it, and closes it without losing a request. */
export class GatewayServer implements BeforeApplicationShutdown {
  private readonly server: Server;

  constructor(
    handler: HttpHandler,
    private readonly config: GatewayConfig,
    private readonly leaving: Leaving,
  ) {
    const { fileTimeoutMs: requestTimeout, shutdownDelayMs } = config;
    this.server = createServer({ ...limits, ...idle(shutdownDelayMs), requestTimeout }, handler.handle);
    // No header is passed over for being one of many; the size of all of them is limited.
    this.server.maxHeadersCount = 0;
    this.server.on('checkExpectation', handler.handle);
    this.server.on('checkContinue', handler.handle); // who may not send a body is told so before it comes
    this.server.on('clientError', handler.refuse);
    this.server.on('connect', (_request, socket) => handler.refuse({ code: 'CONNECT' }, socket));
  }

  /** Listens, and answers with the port. Throws where the address is taken. */
  async listen(): Promise<number> {
    const [, host = '', port = '0'] = /^\[?(.+?)\]?:(\d+)$/.exec(this.config.bind) ?? [];
    const { promise, resolve, reject } = Promise.withResolvers<undefined>();
    this.server.once('error', reject).listen(Number(port), host, () => resolve(undefined));
    await promise;
    return (this.server.address() as AddressInfo).port;
  }

  /** Not ready → wait, while each answer closes its connection → close idle ones → drain → close, bounded. */
  async beforeApplicationShutdown(): Promise<void> {
    this.leaving.begin();
    if (!this.server.listening) return;
    await pause(this.config.shutdownDelayMs);
    // A timer rings before what has arrived is read, and would cut off who has just asked: idle is who is so after that.
    await turn();
    const closed = new Promise((resolve) => this.server.close(resolve));
    const idle = setInterval(() => setImmediate(() => this.server.closeIdleConnections()), 50);
    await Promise.race([closed, pause(this.config.drainMs, undefined, { ref: false })]);
    clearInterval(idle);
    this.server.closeAllConnections();
  }
}
