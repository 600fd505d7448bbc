import { BlockList, isIP, isIPv4, isIPv6 } from 'node:net';

/**
 * An address as quotas and logs know it: of IPv6 the network of 64 bits, `2001:db8:0:1::/64`, of which any one caller has
 * all addresses; IPv4 as it is, in IPv6 or not. Empty where it is none.
 */
export function networkOf(address: string): string {
  const [bare = ''] = address.split('%');
  if (isIPv4(bare)) return bare;
  if (!isIPv6(bare)) return '';
  const groups = groupsOf(bare);
  const mapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  if (mapped)
    return groups
      .slice(6)
      .flatMap((group) => [group >> 8, group & 0xff])
      .join('.');
  return `${groups
    .slice(0, 4)
    .map((group) => group.toString(16))
    .join(':')}::/64`;
}

/** The eight groups of an IPv6 address that is one. */
function groupsOf(address: string): number[] {
  const dotted = /(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/;
  const hex = address.replace(dotted, (_, a: string, b: string, c: string, d: string) =>
    [(Number(a) << 8) | Number(b), (Number(c) << 8) | Number(d)].map((group) => group.toString(16)).join(':'),
  );
  const [head = '', tail] = hex.split('::');
  const parsed = (text = ''): number[] =>
    text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16));
  const [first, last] = [parsed(head), parsed(tail)];
  return tail === undefined ? first : [...first, ...Array<number>(8 - first.length - last.length).fill(0), ...last];
}

/** Headers in which proxies say for whom they ask; a gateway heeds the one that its own proxies write. */
export const forwardings = ['x-forwarded-for', 'forwarded'] as const;
export type Forwarding = (typeof forwardings)[number];

/** A chain longer than this is no proxy's work. */
const mostHops = 20;

/** Proxies whose word on where a request came from is taken: networks as `10.0.0.0/8` or addresses, IPv4 and IPv6. */
export class TrustedProxies {
  private readonly list = new BlockList();

  /** Throws where a network is none. */
  constructor(
    networks: readonly string[],
    private readonly header: Forwarding = 'x-forwarded-for',
  ) {
    for (const network of networks) this.add(network);
  }

  /**
   * Who asks: the peer of the connection, and where that is a trusted proxy, the last address of the header that is none.
   * What stands before that was written by anybody. Empty where nothing is known.
   * @param forwarded the headers of the request.
   */
  callerOf(peer: string, forwarded: Readonly<Record<string, string | string[] | undefined>>): string {
    let caller = bareOf(peer);
    const said = forwarded[this.header];
    if (!this.trusts(caller) || typeof said !== 'string') return networkOf(caller);
    const hops = (this.header === 'forwarded' ? forIn(said) : said.split(',')).slice(-mostHops);
    for (const hop of hops.reverse()) {
      const next = bareOf(hop);
      if (next === '') break;
      caller = next;
      if (!this.trusts(caller)) break;
    }
    return networkOf(caller);
  }

  private trusts(address: string): boolean {
    return address !== '' && this.list.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
  }

  private add(network: string): void {
    const [address = '', bits] = network.split('/');
    const family = isIPv6(address) ? 'ipv6' : 'ipv4';
    const longest = family === 'ipv6' ? 128 : 32;
    const length = bits === undefined ? longest : /^\d{1,3}$/.test(bits) ? Number(bits) : NaN;
    if (isIP(address) === 0 || !(length <= longest)) throw new Error(`${network} is no network`);
    this.list.addSubnet(address, length, family);
  }
}

/** An address without port, brackets, quotes and zone; IPv4 out of IPv6; empty where it is none. */
function bareOf(text: string): string {
  const [, bracketed, plain = ''] = /^\s*"?(?:\[([^\]]+)\](?::\d+)?|([^"\s]+))"?\s*$/.exec(text) ?? [];
  const bare = (bracketed ?? plain.replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1')).split('%')[0] ?? '';
  if (isIPv6(bare)) return /^[\d.]+$/.test(networkOf(bare)) ? networkOf(bare) : bare;
  return isIPv4(bare) ? bare : '';
}

/** What each proxy says by `for`, in the order in which they were passed; empty where one does not. Source: RFC 7239, 4. */
const forIn = (forwarded: string): string[] =>
  forwarded.split(',').map((element) => /(?:^|;)\s*for=("[^"]*"|[^;\s]+)/i.exec(element)?.[1] ?? '');
