import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { catalogue, type MetricSpec } from '../../libs/runtime/src/telemetry/catalogue.js';
import { openMetrics } from '../../libs/runtime/src/telemetry/metrics.js';
import { readApps } from '../platform/apps.ts';
import { openApiOfKubernetes, clusterCache, kubernetesVersion } from '../programs/programs.ts';
import { needing } from '../jest/needing.ts';
import { ROOT } from '../platform/platform.ts';
import { rules } from './alerts.ts';
import { dashboards } from './dashboards.ts';
import { chart, manifestsIn, needed, programFor, sets } from './helm.ts';
import { admits, type End } from './policies.ts';
import { everything, helm, outline, profiles, rendered, renderedAll, reviewedPath } from './rendered.ts';
import { writeSchemas } from './schemas.ts';
import { written } from './written.ts';

const [kubeconform, kubeScore] = await Promise.all([programFor('kubeconform'), programFor('kube-score')]);
const apps = await readApps(ROOT);
const withHelm = needing(helm.missing);

it('what is generated from schema and catalogue is up to date', async () => {
  for (const [path, text] of Object.entries(await written(ROOT)))
    expect(readFileSync(join(ROOT, path), 'utf8')).toBe(text);
});

it('alerts and dashboards speak of metrics that a process really has', async () => {
  const metrics = await openMetrics({ app: 'worker', version: '1' });
  const ofNode = [...(await metrics.text()).matchAll(/^# TYPE (\w+)/gm)].map(([, name]) => name ?? '');
  const ours = Object.entries<MetricSpec>(catalogue).flatMap(([name, { kind }]) =>
    kind === 'histogram' ? [`${name}_bucket`, `${name}_count`, `${name}_sum`] : [name],
  );
  const known = new Set([...ours, ...ofNode]);
  const boards = Object.values(dashboards()).map((board) => JSON.stringify(board));
  const spoken = [...boards, JSON.stringify(rules())]
    .flatMap((text) => [...text.matchAll(/\b(?:doorstep|nodejs|process)_[a-z0-9_]+/g)].map(([name]) => name))
    .filter((name) => !/^doorstep_?$/.test(name));
  expect(spoken.length).toBeGreaterThan(30);
  expect([...new Set(spoken)].filter((name) => !known.has(name))).toEqual([]);
});

it('every alert has its runbook', () => {
  const { groups } = rules();
  const page = readFileSync(join(ROOT, 'docs/runbooks/alerts.md'), 'utf8');
  const headings = [...page.matchAll(/^## (\w+)$/gm)].map(([, name]) => name);
  expect(headings).toEqual(groups.flatMap((group) => group.rules.map(({ alert }) => alert)));
});

it('the chart runs every app, and knows the calls that the apps declare', () => {
  const { services } = parse(readFileSync(join(chart, 'values.yaml'), 'utf8')) as {
    services: Record<string, { kind: string; calls: string[] }>;
  };
  const declared = Object.entries(services).map(([name, { kind, calls }]) => ({ name, kind, calls: calls.toSorted() }));
  expect(declared).toEqual(
    apps.map(({ name, kind, peers, asks }) => ({ name, kind, calls: [...peers, ...asks].sort() })),
  );
});

withHelm.describe('the chart', () => {
  it.each(Object.entries(profiles))('passes lint with the profile %s', (_name, more) => {
    const { ok, text } = helm.run(['lint', '--strict', chart, ...more, ...sets(everything)]);
    expect(ok ? '' : text).toBe('');
  });

  it.each(Object.keys(profiles) as (keyof typeof profiles)[])(
    'renders as it was reviewed with the profile %s (npm run chart, then review the difference)',
    (name) => expect(outline(name)).toBe(readFileSync(join(ROOT, reviewedPath(name)), 'utf8')),
  );

  it.each<[string, string, RegExp]>([
    ['mongo.existingSecret', '', /mongo\.existingSecret is missing/],
    ['redis.existingSecret', '', /redis\.existingSecret is missing/],
    ['identity.existingSecret', '', /identity\.existingSecret is missing/],
    ['identity.issuer', '', /identity\.issuer is missing/],
    ['identity.issuer', 'id.county.example', /\/identity\/issuer/],
    ['ingress.enabled', 'true', /ingress\.host is missing/],
    ['tls.existingSecret', '', /tls\.existingSecret is missing/],
    ['identity.issuer', 'http://id.county.example', /identity\.issuer is plain http/],
    ['ingress.enabled', 'true,ingress.host=d.county.example', /ingress\.tlsSecret is missing/],
    ['plaintext[0]', 'everything', /\/plaintext/],
    [
      'evidence.store',
      's3,evidence.s3.endpoint=http://s3,evidence.s3.bucket=files,evidence.s3.existingSecret=e',
      /evidence\.s3\.endpoint is plain http/,
    ],
    ['gateway.trustedProxies[0]', 'proxy', /\/gateway\/trustedProxies/],
    ['identity.tokenIds', 'maybe', /\/identity\/tokenIds/],
    ['identity.longestTokenSeconds', '5', /\/identity\/longestTokenSeconds/],
    ['httpRoute.enabled', 'true', /httpRoute\.parentRefs is missing/],
    ['test.existingSecret', 'story', /test\.division is missing/],
    ['test.division', '1409', /\/test\/division/],
    ['services.worker.calls[0]', 'nobody', /services\.worker\.calls: there is no service nobody/],
    ['services.worker.calls[0]', 'worker', /a service does not call itself/],
    ['services.worker.kind', 'worker', /\/services\/worker\/kind/],
    ['services.worker.replica', '2', /\/services\/worker.*'replica' not allowed/],
    ['services.worker.replicas', '0', /\/services\/worker\/replicas/],
    ['services.worker.env.PATH', '/bin', /env/],
    ['services.Worker.kind', 'service', /\/services/],
    ['defaults.resources.limits.memory', '1000', /\/defaults\/resources\/limits\/memory/],
    ['defaults.shutdown.drain', '0', /\/defaults\/shutdown\/drain/],
    ['image.pullPolicy', 'Sometimes', /\/image\/pullPolicy/],
    ['mongodb.uri', 'mongodb://root:root@db', /'mongodb' not allowed/],
    ['mongo.uri', 'mongodb://root:root@db', /'uri' not allowed/],
    ['evidence.store', 'disk', /\/evidence\/store/],
    ['evidence.store', 's3', /evidence\.s3\.(endpoint|bucket|existingSecret) is missing/],
    ['evidence.s3.endpoint', 's3.county.example', /\/evidence\/s3\/endpoint/],
    ['evidence.s3.bucket', 'Evidence', /\/evidence\/s3\/bucket/],
    ['evidence.s3.prefix', '/files', /\/evidence\/s3\/prefix/],
    ['evidence.s3.pathStyle', 'maybe', /\/evidence\/s3\/pathStyle/],
    ['evidence.s3.secretKey', 'abc', /'secretKey' not allowed/],
    ['services.worker.keepsEvidence', 'perhaps', /\/services\/worker\/keepsEvidence/],
    ['logLevel', 'loud', /\/logLevel/],
    ['networkPolicy.mongo.cidrs[0]', '10.0.0.1', /\/networkPolicy\/mongo\/cidrs/],
    ['telemetry.traces.ratio', '2', /\/telemetry\/traces\/ratio/],
  ])('refuses %s=%s and says why', (key, value, why) => {
    const { ok, text } = rendered([], [...needed, `${key}=${value}`]);
    expect(ok).toBe(false);
    expect(text).toMatch(why);
  });

  it.each([
    'services.worker.replicas=5',
    'services.door.autoscaling.enabled=true',
    'services.errands.kind=service,services.errands.calls[0]=keeper',
    'identity.issuer=http://id.county.example/realms/county,plaintext[0]=issuer',
    'tls.existingSecret=,plaintext[0]=hop',
    'ingress.enabled=true,ingress.host=d.county.example,plaintext[0]=ingress',
    'plaintext[0]=mongo,plaintext[1]=redis',
    'test.division=140930100',
    'defaults.env.NODE_OPTIONS=--max-old-space-size=200',
    'evidence.store=s3,evidence.s3.endpoint=http://s3:9000,evidence.s3.bucket=files,evidence.s3.existingSecret=e,plaintext[0]=s3',
    'telemetry.metrics.enabled=false',
    'networkPolicy.enabled=false',
  ])('takes %s', (set) => {
    const { ok, text } = rendered([], [...needed, ...set.split(',')]);
    expect(ok ? '' : text).toBe('');
  });

  it('gives the store of evidence and its keys, as files, to who keeps evidence and to nobody else', () => {
    const pods = manifestsIn(rendered([], everything).text).filter(({ kind }) => kind === 'Deployment');
    const told = pods.map(({ metadata, spec }) => [metadata.name, JSON.stringify(spec)] as const);
    const [[keeper, text] = ['', ''], ...others] = told.filter(([, text]) => text.includes('EVIDENCE_S3'));
    expect([keeper, others]).toEqual(['d-keeper', []]);
    expect(text).toContain('"value":"s3://evidence/doorstep/files"');
    expect(text).toContain('"secretName":"evidence"');
    expect(rendered([]).text).not.toContain('EVIDENCE_S3');
  });

  it('holds no secret and no password', () => {
    const { text } = rendered([], everything);
    expect(manifestsIn(text).filter(({ kind }) => kind === 'Secret')).toEqual([]);
    expect(text).not.toMatch(/password/i);
  });

  it('rolls pods out when the configuration changes, and only then', () => {
    const annotation = (values: readonly string[]): string[] =>
      [...rendered([], values).text.matchAll(/doorstep\/config: (\w+)/g)].map(([, hash]) => hash ?? '');
    expect(new Set(annotation(needed)).size).toBe(1);
    expect(annotation(needed)).toEqual(annotation([...needed, 'services.worker.replicas=4']));
    expect(annotation(needed)).not.toEqual(annotation([...needed, 'logLevel=debug']));
  });
});

withHelm.describe('the network', () => {
  const calls: Readonly<Record<string, readonly string[]>> = {
    door: ['keeper', 'worker', 'reader'],
    keeper: ['worker'],
    worker: ['keeper'],
    reader: ['keeper', 'worker'],
  };
  const names = Object.keys(calls);
  const manifests = manifestsIn(
    rendered([], [...everything, 'networkPolicy.ingressFrom[0].namespaceSelector.matchLabels.name=front']).text,
  );
  const pod = (name: string): End => ({
    labels: {
      'app.kubernetes.io/name': name,
      'app.kubernetes.io/part-of': 'doorstep',
      'app.kubernetes.io/instance': 'd',
    },
  });
  const portOf = (name: string): number => (name === 'door' ? 8080 : 50051);
  const stranger: End = { labels: { app: 'stranger' } };
  const prometheus: End = { labels: {}, namespace: { 'kubernetes.io/metadata.name': 'monitoring' } };
  const front: End = { labels: {}, namespace: { name: 'front' } };
  const pairs = names.flatMap((from) => names.filter((to) => to !== from).map((to) => [from, to] as const));

  it.each(pairs)('%s → %s as declared, by every port', (from, to) => {
    const declared = calls[from]?.includes(to) ?? false;
    for (const port of [portOf(to), 9464, 22, 27017])
      expect([port, admits(manifests, pod(from), pod(to), port)]).toEqual([port, declared && port === portOf(to)]);
  });

  it.each<[string, End, End, number, boolean]>([
    ['a stranger → worker', stranger, pod('worker'), 50051, false],
    ['a stranger → door', stranger, pod('door'), 8080, false],
    ['the front → door', front, pod('door'), 8080, true],
    ['the front → worker', front, pod('worker'), 50051, false],
    ['the test → door', pod('test'), pod('door'), 8080, true],
    ['the test → worker', pod('test'), pod('worker'), 50051, false],
    ['Prometheus → worker', prometheus, pod('worker'), 9464, true],
    ['Prometheus → worker, its RPCs', prometheus, pod('worker'), 50051, false],
    ['a stranger → metrics', stranger, pod('worker'), 9464, false],
    ['worker → MongoDB', pod('worker'), { address: '10.1.0.7' }, 27017, true],
    ['worker → MongoDB elsewhere', pod('worker'), { address: '10.1.1.7' }, 27017, false],
    ['keeper → the store of evidence', pod('keeper'), { address: '10.2.0.7' }, 9000, true],
    ['keeper → the store of evidence, elsewhere', pod('keeper'), { address: '10.3.0.7' }, 9000, false],
    ['worker → the store of evidence', pod('worker'), { address: '10.2.0.7' }, 9000, false],
    ['the door → the store of evidence', pod('door'), { address: '10.2.0.7' }, 9000, false],
    ['the door → MongoDB', pod('door'), { address: '10.1.0.7' }, 27017, false],
    ['the door → Redis', pod('door'), { address: '10.9.0.1' }, 6379, true],
    ['worker → the internet', pod('worker'), { address: '1.1.1.1' }, 80, false],
  ])('%s', (_title, from, to, port, want) => {
    expect(admits(manifests, from, to, port)).toBe(want);
  });
});

needing(helm.missing ?? kubeconform.missing).describe('the manifests', () => {
  const folder = join(clusterCache(), `schemas-${kubernetesVersion}`);

  it.each(Object.entries(profiles))('are what a real API server of that version takes: %s', async (_name, more) => {
    await writeSchemas(await openApiOfKubernetes(), folder);
    const location = `${folder}/{{ .ResourceKind }}{{ .KindSuffix }}.json`;
    // Resources of others' operators, of which that server knows nothing.
    const foreign = 'ServiceMonitor,PrometheusRule,HTTPRoute';
    const args = ['-strict', '-summary', '-schema-location', location, '-skip', foreign];
    const { ok, text } = kubeconform.run(args, renderedAll(more, everything).text);
    expect(ok ? '' : text).toBe('');
    expect(text).toMatch(/Valid: [1-9]\d, Invalid: 0, Errors: 0/);
  });
});

needing(helm.missing ?? kubeScore.missing).describe('kube-score', () => {
  it.each(Object.entries(profiles))('finds nothing critical: %s', (_name, more) => {
    // No limit of the CPU: it would slow a pod down beside an idle processor. Ids above 10000 are asked for, ours is.
    // Images are pulled by version, which never changes. Budgets exist where there are two replicas.
    const ignored = [
      'container-resources',
      'container-image-pull-policy',
      'container-ephemeral-storage-request-and-limit',
    ];
    const args = ['score', '-', '--output-format', 'ci', ...ignored.flatMap((test) => ['--ignore-test', test])];
    const { text } = kubeScore.run(args, renderedAll(more, everything).text);
    expect(text.split('\n').filter((line) => line.startsWith('[CRITICAL]'))).toEqual([]);
    expect(text).toMatch(/^\[OK\]/m);
  });
});

const promtool = await programFor('promtool');
needing(promtool.missing).it('alerts ring when they should, and only then', () => {
  const { ok, text } = promtool.run(['test', 'rules', join(ROOT, 'tools/chart/alerts.test.yaml')]);
  expect(ok ? '' : text).toBe('');
});
