import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { hostname, networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { spawnOnLeash, type Child } from '../../../tools/servers/leash.ts';
import type { Packages } from '../../../tools/servers/apt.ts';
import { run } from '../../../tools/servers/shell.ts';
import { writeConfigs } from './configs.ts';
import { sweep } from './sweep.ts';
import { makeKeys, type Speaker } from './pki.ts';
import { binFolder } from '../../../tools/programs/programs.ts';

/** A real Kubernetes of one node, on this machine. */
export interface Cluster {
  /** Address of the node, which pods reach. */
  readonly address: string;
  readonly kubeconfig: string;
  kubectl(...args: string[]): Promise<string>;
  helm(...args: string[]): Promise<string>;
  /** Makes an image of an archive known to the node. */
  load(archive: string): Promise<void>;
  /** Ends everything that runs in it, then itself, by process id. */
  stop(): Promise<void>;
}

export const NODE = 'node1';
const READY_WITHIN_MS = 60_000;
const MINUTE_MS = 60_000;

/** Programs that it needs besides our own. */
export const needed: Packages = {
  etcd: 'etcd-server',
  containerd: 'containerd',
  ctr: 'containerd',
  runc: 'runc',
  '/usr/lib/cni/bridge': 'containernetworking-plugins',
  iptables: 'iptables',
  ipset: 'ipset',
  conntrack: 'conntrack',
  ethtool: 'ethtool',
  socat: 'socat',
  openssl: 'openssl',
};

/** Starts it, everything under `folder`. Needs root. */
export async function startCluster(folder: string): Promise<Cluster> {
  const address = addressOfNode();
  await sweep(folder);
  await rm(folder, { recursive: true, force: true });
  const keys = join(folder, 'pki');
  await makeKeys(keys, NODE, address);
  await writeConfigs(folder, keys, NODE, address);
  const children: Child[] = [];
  const start = (name: string, program: string, ...args: string[]): void => {
    children.unshift(spawnOnLeash(program, args, join(folder, `${name}.log`)));
  };
  const kubeconfig = join(keys, 'admin.kubeconfig');
  const kubectl = (...args: string[]) =>
    run(of('kubectl'), ['--kubeconfig', kubeconfig, ...args], { timeoutMs: 10 * MINUTE_MS });
  const socket = join(folder, 'containerd.sock');
  const ctr = (...args: string[]) => run('ctr', ['-a', socket, '-n', 'k8s.io', ...args], { timeoutMs: 5 * MINUTE_MS });

  await startParts({ folder, keys, address, start, kubectl, ctr });
  return {
    address,
    kubeconfig,
    kubectl,
    helm: (...args) => run(of('helm'), ['--kubeconfig', kubeconfig, ...args], { timeoutMs: 15 * MINUTE_MS }),
    async load(archive) {
      await ctr('images', 'import', archive);
    },
    stop: () => stop(ctr, children, folder),
  };
}

/** What was built, or the machine's own. */
const of = (name: string): string => {
  const built = join(binFolder(), name);
  return existsSync(built) ? built : name;
};

interface Starting {
  readonly folder: string;
  readonly keys: string;
  readonly address: string;
  start(name: string, program: string, ...args: string[]): void;
  kubectl(...args: string[]): Promise<string>;
  ctr(...args: string[]): Promise<string>;
}

async function startParts({ folder, keys, address, start, kubectl, ctr }: Starting): Promise<void> {
  const as = (speaker: Speaker): string => join(keys, `${speaker}.kubeconfig`);
  start('etcd', 'etcd', ...etcd(folder));
  start('apiserver', of('kube-apiserver'), ...apiServer(keys, address));
  await until('the API server', () => kubectl('get', '--raw', '/readyz'));
  start('controllers', of('kube-controller-manager'), `--kubeconfig=${as('controller-manager')}`, ...controllers(keys));
  start('scheduler', of('kube-scheduler'), `--kubeconfig=${as('scheduler')}`, '--leader-elect=false');
  start('dns', of('coredns'), '-conf', join(folder, 'Corefile'));
  start('containerd', 'containerd', '-c', join(folder, 'containerd.toml'));
  await until('containerd', () => ctr('version'));
  const kubelet = [`--config=${join(folder, 'kubelet.json')}`, `--kubeconfig=${as('kubelet')}`];
  start('kubelet', of('kubelet'), ...kubelet, `--hostname-override=${NODE}`, `--root-dir=${join(folder, 'kubelet')}`);
  start('proxy', of('kube-proxy'), `--config=${join(folder, 'proxy.json')}`);
  await until('the node', () => kubectl('wait', `node/${NODE}`, '--for=condition=Ready', '--timeout=5s'));
}

/** What runs in pods is no child of ours: it ends first, or it would outlive the cluster. */
async function stop(ctr: (...args: string[]) => Promise<string>, children: Child[], folder: string): Promise<void> {
  const last = children.findIndex((_, at) => at >= 2); // proxy and kubelet, which would start them anew
  await Promise.all(children.splice(0, last).map((child) => child.stop()));
  const tasks = (await ctr('tasks', 'ls', '-q').catch(() => '')).split('\n').filter(Boolean);
  await Promise.all(tasks.map((task) => ctr('tasks', 'kill', '-s', 'KILL', task).catch(() => '')));
  await pause(1_000);
  for (const task of tasks) await ctr('tasks', 'rm', '-f', task).catch(() => '');
  for (const child of children) await child.stop();
  await sweep(folder);
}

async function until(what: string, look: () => Promise<unknown>): Promise<void> {
  for (const deadline = Date.now() + READY_WITHIN_MS * 2; ; await pause(500)) {
    const failed = await look().then(
      () => undefined,
      (error: unknown) => error,
    );
    if (failed === undefined) return;
    if (Date.now() > deadline) throw new Error(`${what} is not ready`, { cause: failed });
  }
}

function addressOfNode(): string {
  const found = Object.entries(networkInterfaces())
    .filter(([name]) => name !== 'cni0')
    .flatMap(([, all]) => all ?? [])
    .find(({ family, internal }) => family === 'IPv4' && !internal);
  if (found === undefined) throw new Error(`${hostname()} has no address but its own`);
  return found.address;
}

const etcd = (folder: string): string[] => [
  `--data-dir=${join(folder, 'etcd')}`,
  '--listen-client-urls=http://127.0.0.1:2379',
  '--advertise-client-urls=http://127.0.0.1:2379',
  '--listen-peer-urls=http://127.0.0.1:2380',
  '--initial-advertise-peer-urls=http://127.0.0.1:2380',
  '--initial-cluster=default=http://127.0.0.1:2380',
  '--unsafe-no-fsync',
];

const apiServer = (keys: string, address: string): string[] => [
  '--etcd-servers=http://127.0.0.1:2379',
  `--advertise-address=${address}`,
  '--secure-port=6443',
  '--service-cluster-ip-range=10.96.0.0/16',
  '--authorization-mode=Node,RBAC',
  `--client-ca-file=${join(keys, 'ca.crt')}`,
  `--tls-cert-file=${join(keys, 'apiserver.crt')}`,
  `--tls-private-key-file=${join(keys, 'apiserver.key')}`,
  '--service-account-issuer=https://kubernetes.default.svc',
  `--service-account-key-file=${join(keys, 'sa.pub')}`,
  `--service-account-signing-key-file=${join(keys, 'sa.key')}`,
  `--kubelet-client-certificate=${join(keys, 'admin.crt')}`,
  `--kubelet-client-key=${join(keys, 'admin.key')}`,
  '--allow-privileged=true',
  '--enable-admission-plugins=NodeRestriction',
  // The node's name resolves nowhere, and exec and logs ask for it.
  '--kubelet-preferred-address-types=InternalIP',
];

const controllers = (keys: string): string[] => [
  `--service-account-private-key-file=${join(keys, 'sa.key')}`,
  `--root-ca-file=${join(keys, 'ca.crt')}`,
  '--cluster-cidr=10.244.0.0/16',
  '--allocate-node-cidrs=true',
  '--use-service-account-credentials=true',
  '--leader-elect=false',
];
