import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from '../../tools/platform/platform.ts';
import type { Cluster } from './kubernetes/cluster.ts';
import { clients, division, type County } from './county.ts';

export const namespace = 'doorstep';
export const release = 'd';
const chart = join(ROOT, 'charts/doorstep');

/** Makes the namespace, restricted, with the secrets of the county. */
export async function prepare(
  cluster: Cluster,
  county: County,
  names: readonly string[],
  space = namespace,
): Promise<void> {
  const { kubectl } = cluster;
  await kubectl('create', 'namespace', space);
  const levels = ['enforce', 'warn', 'audit'].map((mode) => `pod-security.kubernetes.io/${mode}=restricted`);
  await kubectl('label', 'namespace', space, ...levels);
  const secret = (name: string, pairs: Readonly<Record<string, string>>): Promise<string> =>
    kubectl(
      ...['--namespace', space, 'create', 'secret', 'generic', name],
      ...Object.entries(pairs).map(([key, value]) => `--from-literal=${key}=${value}`),
    );
  await secret('mongo', { uri: county.mongoUri });
  await secret('mongo-lone', { uri: county.loneMongoUri });
  await secret('redis', { url: county.redisUrl });
  await secret('redis-nowhere', { url: county.redisUrl.replace(/:\d+$/, ':6399') });
  await secret('identity', Object.fromEntries(names.map((name) => [name, county.secretOf(name)])));
  const { filer, verifier } = clients;
  await secret('story', {
    'filer-id': filer,
    'filer-secret': county.secretOf(filer),
    'verifier-id': verifier,
    'verifier-secret': county.secretOf(verifier),
  });
}

export type Values = Readonly<Record<string, unknown>>;

/** Values that fit this county. */
export const valuesFor = (county: County, tag: string): Values => ({
  image: { registry: 'doorstep.local', tag, pullPolicy: 'Never' },
  mongo: { existingSecret: 'mongo' },
  redis: { existingSecret: 'redis' },
  identity: { issuer: county.issuer, existingSecret: 'identity' },
  networkPolicy: { identity: { ports: [8443] } },
  plaintext: ['hop', 'mongo', 'redis', ...(county.issuer.startsWith('http:') ? ['issuer'] : [])],
  test: { existingSecret: 'story', division },
});

/** Installs or upgrades the chart with the small profile and values over it, and waits until all is ready. */
export async function install(
  cluster: Cluster,
  folder: string,
  values: Values,
  { space = namespace, wait = true, name = release, sets = [] as readonly string[] } = {},
): Promise<void> {
  const file = join(folder, `values-${name}.json`);
  await writeFile(file, JSON.stringify(values));
  await cluster.helm(
    ...['upgrade', '--install', name, chart, '--namespace', space],
    ...['--values', join(chart, 'values-small.yaml'), '--values', file],
    ...sets.flatMap((set) => ['--set', set]),
    ...(wait ? ['--wait', '--timeout', '8m'] : []),
  );
}
