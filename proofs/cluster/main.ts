import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { asked } from '../../tools/command/command.ts';
import { readApps } from '../../tools/platform/apps.ts';
import { ROOT } from '../../tools/platform/platform.ts';
import { needed as ofImages } from '../../tools/image/buildah.ts';
import { ensureNeeds } from '../../tools/servers/needs.ts';
import { cacheFolder } from '../../tools/servers/program.ts';
import { reasonOf } from '../../tools/servers/shell.ts';
import { needed as ofCluster, startCluster } from './kubernetes/cluster.ts';
import { imagesOf } from './images.ts';
import { pauseImage } from './kubernetes/pause.ts';
import { buildPrograms, type ProgramName } from '../../tools/programs/programs.ts';
import { Report } from './report.ts';

const { values } = asked({
  usage: 'npm run test:cluster -- [options]',
  about: 'Builds the images and proves the chart on a real Kubernetes of one node, as root.',
  options: {
    'keep-images': { type: 'boolean', default: false, says: 'does not build the images again' },
    hold: { type: 'boolean', default: false, says: 'leaves the cluster up until Ctrl-C' },
    'skip-bad': { type: 'boolean', default: false, says: 'leaves out the table of bad operators' },
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
  // What they load has something to say, also to who asks for help.
  const { startCounty } = await import('./county.ts');
  const { story } = await import('./story.ts');
  const { badOperators } = await import('./bad-operators.ts');
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
