import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';

const HOST = '127.0.0.1';

/** So many free TCP ports of the loopback address, all different. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(Array.from({ length: count }, () => listen(0)));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => server[Symbol.asyncDispose]()));
  return ports;
}

/** Throws a line that names port and user-to-be if something listens there already. */
export async function assertPortFree(port: number, forWhom: string): Promise<void> {
  try {
    await using _server = await listen(port);
  } catch (error) {
    throw new Error(`port ${port}, meant for ${forWhom}, is in use or not ours to take`, { cause: error });
  }
}

async function listen(port: number): Promise<Server> {
  const server = createServer().listen({ port, host: HOST, exclusive: true });
  await once(server, 'listening');
  return server;
}
