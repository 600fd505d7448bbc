import { isIP } from 'node:net';
import { lookup } from 'node:dns/promises';

/**
 * Every address behind a target of gRPC: `dns:///matching:50051`, `ipv4:10.0.0.1:50051,10.0.0.2:50051`, `127.0.0.1:50051`.
 * Throws where its name is unknown.
 */
export async function addressesOf(target: string): Promise<string[]> {
  const [, , list = ''] = /^(ipv4:|ipv6:|dns:(?:\/\/[^/]*\/)?)?(.*)$/.exec(target) ?? [];
  const found = await Promise.all(list.split(',').map(resolved));
  return found.flat();
}

/** The name of the host in a target; undefined where it lists addresses, which prove themselves as such. */
export function hostOf(target: string): string | undefined {
  const [, host = ''] = /^(?:dns:(?:\/\/[^/]*\/)?)?([^:,[\]]+):\d+$/.exec(target) ?? [];
  return host === '' || isIP(host) !== 0 ? undefined : host;
}

async function resolved(address: string): Promise<string[]> {
  const [, host = '', port = ''] = /^\[?(.+?)\]?:(\d+)$/.exec(address) ?? [];
  const behind = await lookup(host, { all: true });
  return behind.map((one) => (one.family === 6 ? `[${one.address}]:${port}` : `${one.address}:${port}`));
}
