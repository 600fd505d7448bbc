import type { Manifest } from './helm.ts';

type LabelSet = Readonly<Record<string, string>>;
interface Selector {
  readonly matchLabels?: LabelSet;
}
interface Peer {
  readonly podSelector?: Selector;
  readonly namespaceSelector?: Selector;
  readonly ipBlock?: { readonly cidr: string };
}
interface Rule {
  readonly ports?: readonly { readonly port: number; readonly protocol: string }[];
  readonly from?: readonly Peer[];
  readonly to?: readonly Peer[];
}
interface Policy {
  readonly podSelector: Selector;
  readonly policyTypes: readonly ('Ingress' | 'Egress')[];
  readonly ingress?: readonly Rule[];
  readonly egress?: readonly Rule[];
}

/** A pod, or an address outside of the cluster. */
export interface End {
  readonly labels?: LabelSet;
  readonly namespace?: LabelSet;
  /** Address of what is no pod. */
  readonly address?: string;
}

/** Whether the policies of a release let one end open a connection to a port of another. All ends are of the release's own namespace unless they say otherwise. */
export function admits(manifests: readonly Manifest[], from: End, to: End, port: number): boolean {
  const policies = manifests
    .filter(({ kind }) => kind === 'NetworkPolicy')
    .map(({ spec }) => spec as unknown as Policy);
  return side(policies, 'Egress', from, to, port) && side(policies, 'Ingress', to, from, port);
}

function side(policies: readonly Policy[], type: 'Ingress' | 'Egress', own: End, other: End, port: number): boolean {
  if (own.labels === undefined || own.namespace !== undefined) return true; // no pod that our policies select
  const { labels } = own;
  const mine = policies.filter((one) => one.policyTypes.includes(type) && selects(one.podSelector, labels));
  if (mine.length === 0) return true;
  const rules = mine.flatMap(({ ingress = [], egress = [] }) => (type === 'Ingress' ? ingress : egress));
  return rules.some(({ ports, from, to }) => {
    const peers = type === 'Ingress' ? from : to;
    const portFits = ports === undefined || ports.some((one) => one.port === port && one.protocol === 'TCP');
    return portFits && (peers === undefined || peers.some((peer) => meets(peer, other)));
  });
}

function meets({ podSelector, namespaceSelector, ipBlock }: Peer, { labels, namespace, address }: End): boolean {
  if (ipBlock !== undefined) return address !== undefined && within(ipBlock.cidr, address);
  if (labels === undefined) return false;
  const namespaceFits =
    namespaceSelector === undefined ? namespace === undefined : selects(namespaceSelector, namespace ?? {});
  return namespaceFits && (podSelector === undefined || selects(podSelector, labels));
}

const selects = ({ matchLabels = {} }: Selector, labels: LabelSet): boolean =>
  Object.entries(matchLabels).every(([key, value]) => labels[key] === value);

function within(cidr: string, address: string): boolean {
  const [network = '', length = '32'] = cidr.split('/');
  const bits = (text: string): number => text.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const size = 2 ** (32 - Number(length));
  return Math.floor(bits(network) / size) === Math.floor(bits(address) / size);
}
