import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readApps } from '../../tools/platform/apps.ts';
import { ROOT } from '../../tools/platform/platform.ts';
import { needed as ofImages } from '../../tools/image/buildah.ts';
import { ensureNeeds } from '../../tools/servers/needs.ts';
import { cacheFolder } from '../../tools/servers/program.ts';
import { reasonOf } from '../../tools/servers/shell.ts';
import { badOperators } from './bad-operators.ts';
import { needed as ofCluster, startCluster } from './kubernetes/cluster.ts';
import { startCounty } from './county.ts';
import { imagesOf } from './images.ts';
import { pauseImage } from './kubernetes/pause.ts';
import { buildPrograms, type ProgramName } from '../../tools/programs/programs.ts';
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
const built: readonly ProgramName[] = [
  'kube-apiserver',
  'kube-controller-manager',
  'kube-scheduler',
  'kubelet',
  'kube-proxy',
  'kubectl',
  'coredns',
  'helm',
];

let stop = async (): Promise<void> => undefined;
process.once('SIGTERM', () => {
  const end = () => process.exit(1);
  stop().then(end, end);
});

/** Everything that is needed first: what cannot be had is told in the first seconds. */
async function prove(): Promise<void> {
  console.log('programs and images');
  const note = (line: string): void => console.log(`  ${line}`);
  await ensureNeeds({ root: true, programs: { ...ofCluster, ...ofImages }, servers: true, go: true }, note);
  await buildPrograms(built, note);
  const archives = await imagesOf(Object.values(tags), values['keep-images']);
  console.log('cluster');
  const cluster = await startCluster(folder);
  stop = () => cluster.stop();
  await mkdir(join(folder, 'county'), { recursive: true });
  const county = await startCounty(join(folder, 'county'), cluster.address, join(ROOT, 'data/people'), apps);
  stop = async () => {
    await county.stop();
    await cluster.stop();
  };
  for (const archive of [await pauseImage(), ...archives]) await cluster.load(archive);
  await story({ cluster, county, report, apps, folder, tags });
  if (!values['skip-bad']) await badOperators({ cluster, county, report, apps: all, folder, tag: tags.first });
  if (!values.hold) return;
  console.log(`held: KUBECONFIG=${cluster.kubeconfig}; Ctrl-C ends it`);
  await new Promise((resolve) => process.once('SIGINT', resolve));
}

await prove().catch((error: unknown) => {
  report.failed += 1;
  console.log(reasonOf(error));
});
await stop();
console.log(report.line);
process.exit(report.failed === 0 ? 0 : 1);
