import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Writes what containerd, the kubelet, the proxy and CoreDNS read. */
export async function writeConfigs(folder: string, keys: string, node: string, address: string): Promise<void> {
  const write = (file: string, content: string | object): Promise<void> =>
    writeFile(join(folder, file), typeof content === 'string' ? content : JSON.stringify(content));
  await mkdir(join(folder, 'cni'), { recursive: true });
  await write('containerd.toml', containerd(folder));
  await write('cni/10-bridge.conflist', bridge);
  await write('kubelet.json', kubelet(folder, keys, address));
  await write('proxy.json', proxy(keys, node));
  await write('Corefile', corefile(keys, address));
  await write('resolv.conf', `nameserver ${address}\n`);
}

/** `restrict_oom_score_adj`: a kernel without CAP_SYS_RESOURCE lets no sandbox start otherwise. */
const containerd = (folder: string): string => `
version = 2
root = "${folder}/containerd/root"
state = "${folder}/containerd/state"
[grpc]
  address = "${folder}/containerd.sock"
[plugins."io.containerd.grpc.v1.cri"]
  restrict_oom_score_adj = true
  sandbox_image = "doorstep.local/pause:1"
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "/usr/lib/cni"
    conf_dir = "${folder}/cni"
  [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
    runtime_type = "io.containerd.runc.v2"
    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
      SystemdCgroup = false
`;

const bridge = {
  cniVersion: '1.0.0',
  name: 'bridge',
  plugins: [
    {
      type: 'bridge',
      bridge: 'cni0',
      isGateway: true,
      ipMasq: true,
      hairpinMode: true,
      ipam: { type: 'host-local', ranges: [[{ subnet: '10.244.0.0/24' }]], routes: [{ dst: '0.0.0.0/0' }] },
    },
    { type: 'portmap', capabilities: { portMappings: true } },
  ],
};

const kubelet = (folder: string, keys: string, address: string) => ({
  apiVersion: 'kubelet.config.k8s.io/v1beta1',
  kind: 'KubeletConfiguration',
  authentication: {
    anonymous: { enabled: false },
    webhook: { enabled: true },
    x509: { clientCAFile: join(keys, 'ca.crt') },
  },
  authorization: { mode: 'Webhook' },
  cgroupDriver: 'cgroupfs',
  failCgroupV1: false,
  failSwapOn: false,
  containerRuntimeEndpoint: `unix://${folder}/containerd.sock`,
  clusterDNS: [address],
  clusterDomain: 'cluster.local',
  resolvConf: join(folder, 'resolv.conf'),
  tlsCertFile: join(keys, 'kubelet.crt'),
  tlsPrivateKeyFile: join(keys, 'kubelet.key'),
  imageGCHighThresholdPercent: 100,
  imageGCLowThresholdPercent: 99,
  evictionHard: { 'memory.available': '100Mi', 'nodefs.available': '1%', 'imagefs.available': '1%' },
});

const proxy = (keys: string, node: string) => ({
  apiVersion: 'kubeproxy.config.k8s.io/v1alpha1',
  kind: 'KubeProxyConfiguration',
  mode: 'iptables',
  clusterCIDR: '10.244.0.0/16',
  clientConnection: { kubeconfig: join(keys, 'proxy.kubeconfig') },
  hostnameOverride: node,
  conntrack: { maxPerCore: 0 },
});

/** Names are resolved by a process on the node: pods ask its address. */
const corefile = (keys: string, address: string): string => `
.:53 {
  bind ${address}
  errors
  kubernetes cluster.local in-addr.arpa ip6.arpa {
    kubeconfig ${join(keys, 'dns.kubeconfig')}
    pods insecure
    ttl 5
  }
}
`;
