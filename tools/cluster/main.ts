import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readApps } from '../platform/apps.ts';
import { ROOT } from '../platform/platform.ts';
import { cacheFolder } from '../servers/program.ts';
import { badOperators } from './bad-operators.ts';
import { startCluster } from './kubernetes/cluster.ts';
import { startCounty } from './county.ts';
import { imagesOf } from './images.ts';
import { pauseImage } from './kubernetes/pause.ts';
import { buildPrograms } from './kubernetes/programs.ts';
import { Report } from './report.ts';
import { story } from './story.ts';

const { values } = parseArgs({
  options: {
    /** Does not build the images again. */
    'keep-images': { type: 'boolean', default: false },
    /** Leaves the cluster up until Ctrl-C. */
    hold: { type: 'boolean', default: false },
    /** Leaves out the table of bad operators. */
    'skip-bad': { type: 'boolean', default: false },
  },
});

const tags = { first: '1.0.0-test', second: '1.0.1-test' } as const;
const report = new Report();
const all = await readApps(ROOT);
const apps = all.map(({ name }) => name);
const folder = join(cacheFolder(), 'cluster', 'run');

console.log('programs and images');
await buildPrograms(
  [
    'kube-apiserver',
    'kube-controller-manager',
    'kube-scheduler',
    'kubelet',
    'kube-proxy',
    'kubectl',
    'coredns',
    'helm',
  ],
  (line) => console.log(`  ${line}`),
);
const archives = await imagesOf(Object.values(tags), values['keep-images']);
console.log('cluster');
const cluster = await startCluster(folder);
const stop = async (): Promise<void> => {
  await county?.stop();
  await cluster.stop();
};
let county: Awaited<ReturnType<typeof startCounty>> | undefined;
process.once('SIGTERM', () => void stop().then(() => process.exit(1)));
try {
  await mkdir(join(folder, 'county'), { recursive: true });
  county = await startCounty(join(folder, 'county'), cluster.address, join(ROOT, 'data/people'), apps);
  for (const archive of [await pauseImage(), ...archives]) await cluster.load(archive);
  await story({ cluster, county, report, apps, folder, tags });
  if (!values['skip-bad']) await badOperators({ cluster, county, report, apps: all, folder, tag: tags.first });
  if (values.hold) {
    console.log(`held: KUBECONFIG=${cluster.kubeconfig}; Ctrl-C ends it`);
    await new Promise((resolve) => process.once('SIGINT', resolve));
  }
} catch (error) {
  report.failed += 1;
  console.log(error);
} finally {
  await stop();
}
console.log(report.line);
process.exit(report.failed === 0 ? 0 : 1);
