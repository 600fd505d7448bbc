import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { enterCatalogue } from '../replay/opening.ts';
import { ownerOf } from '../../tools/platform/owners.ts';
import { tokenOf } from './token.ts';
import { NODE, type Cluster } from './kubernetes/cluster.ts';
import { clients, division, type County } from './county.ts';
import { startLoad, type Load } from './load.ts';
import { install, namespace, prepare, release, valuesFor } from './release.ts';
import type { Report } from './report.ts';

/** What a run stands on. */
export interface Stage {
  readonly cluster: Cluster;
  readonly county: County;
  readonly report: Report;
  readonly apps: readonly string[];
  readonly folder: string;
  readonly tags: { readonly first: string; readonly second: string };
}

const perSecond = 25;
/** How long the load goes on after a change, to see what comes late. */
const settleMs = 8_000;

/** An operator's year in a quarter of an hour: install, test, restart, upgrade, roll back, lose things, uninstall. */
export async function story(stage: Stage): Promise<void> {
  const { cluster, county, apps, report } = stage;
  await prepare(cluster, county, apps);
  if (!(await installed(stage))) return tellWhy(stage);
  await atRest(stage);
  const token = await tokenOf(county, clients.verifier);
  const address = await gatewayOf(stage);
  const load = startLoad(`http://${address}`, token, perSecond);
  try {
    await changes(stage, load);
    await losses(stage, load, address, token);
  } finally {
    await load.stop();
  }
  await report.step('uninstall leaves nothing of the chart', () => uninstalled(stage));
}

type Kubectl = (...args: string[]) => Promise<string>;
const insideOf =
  ({ cluster }: Stage): Kubectl =>
  (...args) =>
    cluster.kubectl('--namespace', namespace, ...args);
const deployment = (app: string): string => `deployment/${release}-${app}`;
const gatewayOf = (stage: Stage): Promise<string> =>
  insideOf(stage)('get', 'service', `${release}-gateway`, '--output', 'jsonpath={.spec.clusterIP}');

function installed(stage: Stage): Promise<boolean> {
  const { cluster, county, report, folder, tags } = stage;
  return report.step('install', async () => {
    await install(cluster, folder, valuesFor(county, tags.first));
    return startTimes(await insideOf(stage)('get', 'pods', '--output', 'json'));
  });
}

async function tellWhy(stage: Stage): Promise<void> {
  const inside = insideOf(stage);
  console.log(await inside('get', 'pods,events', '--output', 'wide').catch(String));
  for (const app of stage.apps) console.log(await inside('logs', deployment(app), '--tail=5').catch(String));
}

async function atRest(stage: Stage): Promise<void> {
  const { cluster, report } = stage;
  const test = async (): Promise<undefined> => {
    await cluster.helm('test', release, '--namespace', namespace, '--timeout', '3m');
    return undefined;
  };
  await report.step('pods run under enforced restricted Pod Security', () => restricted(stage));
  await report.step('memory while idle', () => memory(stage));
  await report.step('a place for the story', () => place(stage));
  await report.step('helm test', test);
  await report.step('helm test again', test);
}

async function changes(stage: Stage, load: Load): Promise<void> {
  const { cluster, county, report, apps, folder, tags } = stage;
  const inside = insideOf(stage);
  const steady = (title: string, work: () => Promise<unknown>): Promise<boolean> =>
    report.step(`${title}: no request fails`, () => underLoad(load, work));
  const roll = async (app: string): Promise<void> => {
    await inside('rollout', 'restart', deployment(app));
    await inside('rollout', 'status', deployment(app), '--timeout=4m');
  };
  await steady('steady load', () => pause(settleMs));
  for (const app of apps) await steady(`rolling restart of ${app}`, () => roll(app));
  await steady('upgrade', async () => {
    await install(cluster, folder, valuesFor(county, tags.second));
    await versionIs(inside, tags.second);
  });
  await steady('rollback', async () => {
    await cluster.helm('rollback', release, ...within);
    await versionIs(inside, tags.first);
  });
}

const within = ['--namespace', namespace, '--wait', '--timeout', '8m'] as const;

async function losses(stage: Stage, load: Load, address: string, token: string): Promise<void> {
  const { cluster, county, report, folder, tags } = stage;
  const inside = insideOf(stage);
  const two = { ...valuesFor(county, tags.first), defaults: { replicas: 2 } };
  await report.step('two replicas of each: no request fails', () =>
    underLoad(load, () => install(cluster, folder, two)),
  );
  await report.step('a pod is killed: what follows does not fail', () => tolerated(load, () => kill(inside)));
  await report.step('everything in Redis is lost: no request fails', () => underLoad(load, () => loseRedis(county)));
  await report.step('the figure follows after it', () => follows(stage, address, token));
  await report.step('a drain leaves each service a replica', () => drain(cluster, inside));
}

async function uninstalled(stage: Stage): Promise<undefined> {
  await stage.cluster.helm('uninstall', release, ...within);
  // Objects are gone at once; pods answer what is under way first.
  await insideOf(stage)('wait', 'pod', '--all', '--for=delete', '--timeout=2m');
  const kinds = 'all,configmap,networkpolicy,ingress,poddisruptionbudget,serviceaccount,horizontalpodautoscaler';
  const names = (await insideOf(stage)('get', kinds, '--output', 'name')).split('\n');
  const left = names.filter((name) => name !== '' && !/kube-root-ca|serviceaccount\/default/.test(name));
  if (left.length > 0) throw new Error(left.join(', '));
  return undefined;
}

async function restricted(stage: Stage): Promise<undefined> {
  const labels = await stage.cluster.kubectl('get', 'namespace', namespace, '--output', 'jsonpath={.metadata.labels}');
  if (!labels.includes('"pod-security.kubernetes.io/enforce":"restricted"')) throw new Error(labels);
  const refused = await insideOf(stage)('run', 'root', '--image=doorstep.local/pause:1', '--privileged').then(
    () => '',
    (error: unknown) => String(error),
  );
  if (!refused.includes('violates PodSecurity')) throw new Error(`a privileged pod was let in ${refused}`);
  return undefined;
}

async function underLoad(load: Load, work: () => Promise<unknown>): Promise<string> {
  load.take();
  await work();
  await pause(settleMs);
  const { sent, misses, slowestMs } = load.take();
  const told = `${String(misses.length)} of ${String(sent)} failed, slowest ${slowestMs.toFixed(0)} ms`;
  const [one] = misses;
  if (one !== undefined) throw new Error(`${told}; the first at ${one.at}: ${one.line}: ${one.why}`);
  return told;
}

/** Where a process dies without a word, what it had under way may fail; nothing after that. */
async function tolerated(load: Load, work: () => Promise<unknown>): Promise<string> {
  load.take();
  await work();
  await pause(settleMs);
  const { sent, misses } = load.take();
  if (misses.length > sent / 100)
    throw new Error(`${String(misses.length)} of ${String(sent)} failed: ${misses[0]?.why ?? ''}`);
  return `${String(misses.length)} of ${String(sent)} failed`;
}

async function kill(inside: Kubectl): Promise<void> {
  const app = ownerOf('needs');
  const pods = await inside('get', 'pods', '--selector', `app.kubernetes.io/name=${app}`, '--output', 'name');
  await inside('delete', pods.split('\n')[0] ?? '', '--grace-period=0', '--force');
  await inside('rollout', 'status', deployment(app), '--timeout=4m');
}

async function loseRedis({ redisUrl }: County): Promise<void> {
  const redis = new Redis(redisUrl);
  await redis.flushall();
  await redis.quit();
}

async function follows({ county }: Stage, address: string, token: string): Promise<string> {
  const api = clientOf(`http://${address}`, token);
  const figure = async (): Promise<number> =>
    Number((await api('GET', `/v1/figures/needs_collected?division=${division}`))['value']);
  const before = await figure();
  const draft = {
    ...{ division, category: 'elder-care', title: '缓存清空之后', quantity: 1, channel: 'CHANNEL_HOTLINE' },
    openUntil: '2099-12-31T10:00:00Z',
  };
  const filer = clientOf(`http://${address}`, await tokenOf(county, clients.filer));
  const { name } = (await filer('POST', '/v1/needs', draft)) as { name: string };
  await api('POST', `/v1/${name}:verify`, {});
  await api('POST', `/v1/${name}:publish`, {});
  const start = performance.now();
  while ((await figure()) <= before) {
    if (performance.now() - start > 30_000) throw new Error('not in 30 s');
    await pause(200);
  }
  return `${((performance.now() - start) / 1000).toFixed(1)} s`;
}

/** With one node nothing can go elsewhere: a budget of one lets one pod of each service go, and no more. */
async function drain({ kubectl }: Cluster, inside: Kubectl): Promise<string> {
  const drained = await kubectl('drain', NODE, '--ignore-daemonsets', '--delete-emptydir-data', '--timeout=25s').then(
    () => true,
    () => false,
  );
  const path = '{range .items[*]}{.metadata.name}={.status.readyReplicas}{"\\n"}{end}';
  const ready = await inside('get', 'deployments', '--output', `jsonpath=${path}`);
  await kubectl('uncordon', NODE);
  await inside('wait', 'deployment', '--all', '--for=condition=Available', '--timeout=4m');
  if (
    drained ||
    !ready
      .trim()
      .split('\n')
      .every((line) => /=[1-9]/.test(line))
  )
    throw new Error(ready);
  return ready.trim().replaceAll('\n', ', ');
}

/** Waits until no pod of another version is left: what a pod does at its end counts as well. */
async function versionIs(inside: Kubectl, tag: string): Promise<void> {
  for (const deadline = Date.now() + 90_000; ; await pause(1_000)) {
    const images = await inside('get', 'pods', '--output', 'jsonpath={.items[*].spec.containers[0].image}');
    const others = images.split(' ').filter((image) => !image.endsWith(`:${tag}`));
    if (others.length === 0) return;
    if (Date.now() > deadline) throw new Error(`still there: ${others.join(' ')}`);
  }
}

async function memory({ cluster, apps }: Stage): Promise<string> {
  await pause(10_000);
  const told: string[] = [];
  for (const app of apps) {
    const status = await cluster.kubectl(
      ...['--namespace', namespace, 'exec', `deployment/${release}-${app}`, '--', 'cat', '/proc/1/status'],
    );
    told.push(`${app} ${String(Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024))} MiB`);
  }
  return told.join(', ');
}

function startTimes(pods: string): string {
  const { items } = JSON.parse(pods) as {
    items: {
      metadata: { labels: Record<string, string> };
      status: {
        conditions: { type: string; lastTransitionTime: string }[];
        containerStatuses: { state: { running?: { startedAt: string } } }[];
      };
    }[];
  };
  return items
    .map(({ metadata, status }) => {
      const ready = status.conditions.find(({ type }) => type === 'Ready')?.lastTransitionTime ?? '';
      const started = status.containerStatuses[0]?.state.running?.startedAt ?? '';
      const app = metadata.labels['app.kubernetes.io/name'] ?? '';
      return `${app} ready after ${String((Date.parse(ready) - Date.parse(started)) / 1000)} s`;
    })
    .join(', ');
}

/** Divisions must be known before a need is filed in one. */
async function place(stage: Stage): Promise<string | undefined> {
  const { cluster, county } = stage;
  const address = await cluster.kubectl(
    ...['--namespace', namespace, 'get', 'service', `${release}-gateway`, '--output', 'jsonpath={.spec.clusterIP}'],
  );
  const api = clientOf(`http://${address}`, await tokenOf(county, clients.county));
  for (const length of [6, 9, 12, 16])
    await api('POST', '/v1/divisions', { code: division.slice(0, length), displayName: '自检区划', generated: true });
  await enterCatalogue((_, path, body) => api('POST', path, body), division.slice(0, 6));
  return undefined;
}

function clientOf(gateway: string, token: string) {
  return async (method: string, path: string, body?: object): Promise<Record<string, unknown>> => {
    const headers = { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) };
    const answer = await fetch(gateway + path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
    const said = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${String(answer.status)} ${said}`);
    return JSON.parse(said) as Record<string, unknown>;
  };
}
