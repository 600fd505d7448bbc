import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findGo } from '../servers/go.ts';
import { executable, onPath, run } from '../servers/shell.ts';
import { cacheFolder } from '../servers/program.ts';

/** Versions that work together; kubelet 1.34 is the last for cgroup v1. */
const versions = {
  kubernetes: '1.34.4',
  coredns: '1.14.7',
  helm: '4.3.1',
  kubeconform: '0.8.0',
  'kube-score': '1.20.0',
  prometheus: '0.316.0',
  // 100.x; its tags are none that Go knows.
  'mongo-tools': 'v0.0.0-20260821190201-8fa3cfc8263b',
} as const;
const MINUTE_MS = 60_000;

const ofKubernetes = [
  'kube-apiserver',
  'kube-controller-manager',
  'kube-scheduler',
  'kubelet',
  'kube-proxy',
  'kubectl',
] as const;
const packages = {
  helm: `helm.sh/helm/v4/cmd/helm@v${versions.helm}`,
  kubeconform: `github.com/yannh/kubeconform/cmd/kubeconform@v${versions.kubeconform}`,
  'kube-score': `github.com/zegl/kube-score/cmd/kube-score@v${versions['kube-score']}`,
  promtool: `github.com/prometheus/prometheus/cmd/promtool@v${versions.prometheus}`,
  mongodump: `github.com/mongodb/mongo-tools/mongodump/main@${versions['mongo-tools']}`,
  mongorestore: `github.com/mongodb/mongo-tools/mongorestore/main@${versions['mongo-tools']}`,
  coredns: `github.com/coredns/coredns@v${versions.coredns}`,
} as const;

export type ProgramName = (typeof ofKubernetes)[number] | keyof typeof packages;
/** Every program that can be built here. */
export const programNames: readonly string[] = [...Object.keys(packages), ...ofKubernetes].sort();
export const kubernetesVersion = versions.kubernetes;

/** Modules that Kubernetes keeps in its own repository: outside of it each needs a line of its own. */
const staging =
  'api apiextensions-apiserver apimachinery apiserver cli-runtime client-go cloud-provider cluster-bootstrap ' +
  'code-generator component-base component-helpers controller-manager cri-api cri-client cri-streaming csi-translation-lib ' +
  'dynamic-resource-allocation endpointslice externaljwt kms kube-aggregator kube-controller-manager kube-proxy ' +
  'kube-scheduler kubectl kubelet metrics mount-utils pod-security-admission sample-apiserver sample-cli-plugin ' +
  'sample-controller streaming';

export const clusterCache = (): string => join(cacheFolder(), 'cluster');
export const binFolder = (): string => join(clusterCache(), `bin-${versions.kubernetes}`);

/**
 * A program of our cache, or of this machine; undefined where neither has it. Those of Kubernetes are of one version, and
 * a machine's own may be of any.
 */
export const findBuilt = async (name: ProgramName): Promise<string | undefined> =>
  (await executable(join(binFolder(), name))) ?? (name in packages ? await onPath(name) : undefined);

/** Builds what is missing from Go modules. Throws where no Go is to be had; takes minutes, once. */
export async function buildPrograms(
  names: readonly ProgramName[],
  note: (line: string) => void = () => undefined,
): Promise<void> {
  for (const name of names) {
    if ((await findBuilt(name)) !== undefined) continue;
    note(`building ${name}`);
    await (name in packages ? install(name, packages[name as keyof typeof packages]) : buildKubernetes(name));
  }
}

/** Go names a program after its folder, which is not always its name. */
async function install(name: string, path: string): Promise<void> {
  await mkdir(binFolder(), { recursive: true });
  const made = await mkdtemp(join(binFolder(), 'made-'));
  try {
    await run(await findGo(), ['install', path], {
      timeoutMs: 30 * MINUTE_MS,
      env: { GOBIN: made, GOFLAGS: '-trimpath' },
    });
    const [program = name] = await readdir(made);
    await rename(join(made, program), join(binFolder(), name));
  } finally {
    await rm(made, { recursive: true, force: true });
  }
}

/** Without stamps of its version the API server says that it is v0.0.0, and Helm refuses. */
function stamps(): string {
  const [major = '', minor = ''] = versions.kubernetes.split('.');
  const facts = { gitVersion: `v${versions.kubernetes}`, gitMajor: major, gitMinor: minor };
  return ['k8s.io/component-base/version', 'k8s.io/client-go/pkg/version']
    .flatMap((where) => Object.entries(facts).map(([name, value]) => `-X ${where}.${name}=${value}`))
    .join(' ');
}

async function buildKubernetes(name: string): Promise<void> {
  const folder = join(clusterCache(), 'mod');
  await mkdir(folder, { recursive: true });
  await mkdir(binFolder(), { recursive: true });
  const minor = versions.kubernetes.replace(/^1\./, '');
  const replaced = staging.split(' ').map((module) => `replace k8s.io/${module} => k8s.io/${module} v0.${minor}`);
  const head = `module doorstep.local/cluster\ngo 1.26\nrequire k8s.io/kubernetes v${versions.kubernetes}\n`;
  const imports = ofKubernetes.map((program) => `\t_ "k8s.io/kubernetes/cmd/${program}"`).join('\n');
  if ((await executable(join(folder, 'go.sum')).catch(() => undefined)) === undefined) {
    await writeFile(join(folder, 'go.mod'), `${head}${replaced.join('\n')}\n`);
    await writeFile(join(folder, 'tools.go'), `//go:build tools\n\npackage tools\n\nimport (\n${imports}\n)\n`);
    await go(folder, ['mod', 'tidy']);
  }
  const out = join(binFolder(), name);
  await go(folder, ['build', '-trimpath', '-ldflags', `-s -w ${stamps()}`, '-o', out, `k8s.io/kubernetes/cmd/${name}`]);
}

async function go(folder: string, args: readonly string[]): Promise<void> {
  await run(await findGo(), ['-C', folder, ...args], { timeoutMs: 30 * MINUTE_MS, env: { CGO_ENABLED: '0' } });
}

/** The API of this Kubernetes as its own server describes it, from its module. Throws where no Go is to be had. */
export async function openApiOfKubernetes(): Promise<string> {
  const module = `k8s.io/kubernetes@v${versions.kubernetes}`;
  const answer = await run(await findGo(), ['mod', 'download', '-json', module], { timeoutMs: 5 * MINUTE_MS });
  const { Dir } = JSON.parse(answer) as { Dir: string };
  return join(Dir, 'api/openapi-spec/swagger.json');
}
