import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../../../tools/servers/shell.ts';

const openssl = (args: readonly string[]) => run('openssl', args, { timeoutMs: 30_000 });

/** Who speaks to the API server, and under which name. */
const people = {
  admin: '/O=system:masters/CN=admin',
  'controller-manager': '/CN=system:kube-controller-manager',
  scheduler: '/CN=system:kube-scheduler',
  proxy: '/CN=system:kube-proxy',
  dns: '/O=system:masters/CN=dns',
} as const;
export type Speaker = keyof typeof people | 'kubelet';

/** Makes the cluster's authority, every certificate under it, and a kubeconfig for each speaker. */
export async function makeKeys(folder: string, node: string, address: string): Promise<void> {
  const at = (file: string): string => join(folder, file);
  await mkdir(folder, { recursive: true });
  const authority = ['-keyout', at('ca.key'), '-out', at('ca.crt'), '-days', '30', '-subj', '/CN=doorstep-cluster'];
  await openssl(['req', '-x509', '-newkey', 'rsa:2048', '-nodes', ...authority]);
  const service = [
    'kubernetes',
    'kubernetes.default',
    'kubernetes.default.svc',
    'kubernetes.default.svc.cluster.local',
  ];
  const names = [...service, 'localhost'].map((name) => `DNS:${name}`);
  const alternatives = [...names, 'IP:127.0.0.1', 'IP:10.96.0.1', `IP:${address}`].join();
  await certificate(folder, 'apiserver', '/CN=kube-apiserver', alternatives);
  const nodeNames = `DNS:${node},IP:${address},IP:127.0.0.1`;
  await certificate(folder, 'kubelet', `/O=system:nodes/CN=system:node:${node}`, nodeNames);
  for (const [name, subject] of Object.entries(people)) await certificate(folder, name, subject);
  for (const name of [...Object.keys(people), 'kubelet']) await kubeconfig(folder, name);
  await openssl(['genrsa', '-out', at('sa.key'), '2048']);
  await openssl(['rsa', '-in', at('sa.key'), '-pubout', '-out', at('sa.pub')]);
}

async function certificate(folder: string, name: string, subject: string, alternatives?: string): Promise<void> {
  const at = (end: string): string => join(folder, `${name}.${end}`);
  const request = ['-keyout', at('key'), '-out', at('csr'), '-subj', subject];
  await openssl(['req', '-newkey', 'rsa:2048', '-nodes', ...request]);
  const extensions = `extendedKeyUsage=clientAuth,serverAuth\n${alternatives ? `subjectAltName=${alternatives}\n` : ''}`;
  await writeFile(at('ext'), extensions);
  const authority = ['-CA', join(folder, 'ca.crt'), '-CAkey', join(folder, 'ca.key'), '-CAcreateserial'];
  await openssl([
    'x509',
    '-req',
    '-in',
    at('csr'),
    ...authority,
    '-days',
    '30',
    '-out',
    at('crt'),
    '-extfile',
    at('ext'),
  ]);
}

async function kubeconfig(folder: string, name: string): Promise<void> {
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      { name: 'here', cluster: { 'certificate-authority': join(folder, 'ca.crt'), server: 'https://127.0.0.1:6443' } },
    ],
    users: [
      {
        name,
        user: { 'client-certificate': join(folder, `${name}.crt`), 'client-key': join(folder, `${name}.key`) },
      },
    ],
    contexts: [{ name: 'here', context: { cluster: 'here', user: name } }],
    'current-context': 'here',
  };
  await writeFile(join(folder, `${name}.kubeconfig`), JSON.stringify(config));
}
