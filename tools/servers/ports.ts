import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const HOST = '127.0.0.1';

/** So many free TCP ports of the loopback address, all different. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(Array.from({ length: count }, () => listen(0)));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => server[Symbol.asyncDispose]()));
  return ports;
}

/**
 * Throws a line that names port and user-to-be if something listens there. Whoever is just ending, as the children of
 * a supervisor that was killed, gets a moment to do so.
 */
export async function assertPortFree(port: number, forWhom: string, patienceMs = 3_000): Promise<void> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    try {
      const server = await listen(port);
      return await server[Symbol.asyncDispose]();
    } catch (error) {
      if (Date.now() > deadline) throw new Error(`port ${port}, meant for ${forWhom}, is in use`, { cause: error });
      await sleep(100);
    }
  }
}

async function listen(port: number): Promise<Server> {
  const server = createServer().listen({ port, host: HOST, exclusive: true });
  await once(server, 'listening');
  return server;
}
