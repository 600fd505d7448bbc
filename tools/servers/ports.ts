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
 * Whether nobody listens on the port. Who is just ending, as the children of a supervisor that was killed, gets a moment
 * to do so.
 */
export async function portIsFree(port: number, patienceMs = 3_000): Promise<boolean> {
  for (const deadline = Date.now() + patienceMs; ; await sleep(100)) {
    const server = await listen(port).catch(() => undefined);
    await server?.[Symbol.asyncDispose]();
    if (server !== undefined || Date.now() > deadline) return server !== undefined;
  }
}

async function listen(port: number): Promise<Server> {
  const server = createServer().listen({ port, host: HOST, exclusive: true });
  await once(server, 'listening');
  return server;
}
