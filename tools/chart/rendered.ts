import { join } from 'node:path';
import { readApps } from '../platform/apps.ts';
import { ROOT } from '../platform/platform.ts';
import { chart, needed, profile, programFor, sets } from './helm.ts';

export const helm = await programFor('helm');

/** Everything that can be switched on. */
export const everything = [
  ...needed,
  'ingress.enabled=true',
  'ingress.host=doorstep.county.example',
  'ingress.tlsSecret=tls',
  'httpRoute.enabled=true',
  'httpRoute.parentRefs[0].name=front',
  'trust.existingConfigMap=authority',
  'mongo.tlsSecret=mongo-certificates',
  'redis.tlsSecret=redis-certificates',
  'gateway.trustedProxies[0]=10.0.0.0/8',
  'calendar.existingConfigMap=calendar',
  'telemetry.traces.endpoint=http://collector.monitoring:4318/v1/traces',
  'test.existingSecret=story',
  'test.division=140930',
  'networkPolicy.mongo.cidrs[0]=10.1.0.0/24',
  'evidence.clamd=clamd.scanners.svc:3310',
  'evidence.store=s3',
  'evidence.s3.endpoint=https://s3.county.example',
  'evidence.s3.bucket=evidence',
  'evidence.s3.prefix=doorstep/files',
  'evidence.s3.existingSecret=evidence',
  'networkPolicy.evidence.cidrs[0]=10.2.0.0/24',
  'networkPolicy.evidence.ports[0]=9000',
];
export const profiles = { default: [], small: profile('small'), ha: profile('ha') } as const;
const apps = await readApps(ROOT);
/** Services of the tests' own instead of those that there are. */
const example = [
  ...['--values', join(ROOT, 'tools/chart/example-services.yaml')],
  ...apps.flatMap(({ name }) => ['--set', `services.${name}=null`]),
];
/** With the services that there are. */
export const renderedAll = (more: readonly string[], values: readonly string[] = needed) =>
  helm.run(['template', 'd', chart, '--namespace', 'doorstep', ...more, ...sets(values)]);
/** With the services of the example. */
export const rendered = (more: readonly string[], values: readonly string[] = needed) =>
  renderedAll([...more, ...example], values);

/** The chart as it was reviewed, a file a profile. */
export const reviewedPath = (name: string): string => `tools/chart/reviewed/${name}.yaml`;

/** What a review looks at: every object with its text, but for hashes. */
export function outline(name: keyof typeof profiles): string {
  const { ok, text } = rendered(profiles[name], name === 'default' ? everything : needed);
  if (!ok) throw new Error(text);
  return text.replaceAll(/doorstep\/config: \w+/g, 'doorstep/config: <hash>');
}
