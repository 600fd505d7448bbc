import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkAgainstFlow, checkAgainstHighs } from './check.ts';
import { families, type Family } from './families.ts';
import { writeInstance } from './files.ts';
import { fullSquare, type Instance } from './instances.ts';
import { measureOnline } from './online.ts';
import { writeReport, type Comparison } from './report.ts';
import { findPeers, runOurs, runPeer } from './run.ts';

const seed = 7;
const limits = { runs: 5, seconds: 30 };
/** Families measured at a million needs too; a peer takes one to two minutes for each. */
const atAMillion: readonly Family[] = ['random tight', 'random loose', 'map tight', 'map loose'];
const online: readonly Family[] = [
  'map tight',
  'map loose',
  'map mixed',
  'random loose',
  'random mixed',
  'random tight',
];

const began = performance.now();
const folder = await mkdtemp(join(tmpdir(), 'doorstep-bench-'));
const missing = await findPeers();

async function compare(instance: Instance, kind: 'flow' | 'dense', reach: number): Promise<Comparison> {
  const file = join(folder, 'instance.bin');
  await writeInstance(file, instance);
  const ours = await runOurs(file, limits);
  const peer = missing ?? (await runPeer(kind, file, limits));
  const { name: family, needs, column } = instance;
  const found = { family, needs, candidates: column.length, seed, ours, peer, reach };
  console.log(
    family,
    needs,
    ours.map(({ ms }) => Math.round(ms)),
    typeof peer === 'string' ? peer : peer.map(({ ms }) => Math.round(ms)),
  );
  return found;
}

async function compareFamilies(): Promise<Comparison[]> {
  const found: Comparison[] = [];
  for (const [name, make] of Object.entries(families) as [Family, (typeof families)[Family]][]) {
    const plain = name.startsWith('random') || name.startsWith('map');
    for (const needs of [10_000, 100_000]) found.push(await compare(make({ needs, seed }), 'flow', plain ? 0.4 : 1));
    if (atAMillion.includes(name)) found.push(await compare(make({ needs: 1_000_000, seed }), 'flow', 0.2));
  }
  return found;
}

const checks = [missing ?? (await checkAgainstFlow()), await checkAgainstHighs()];
const dense: Comparison[] = [];
for (const size of [1_000, 3_000]) dense.push(await compare(fullSquare(size, seed), 'dense', 1.5));
const latencies = online.flatMap((family) => measureOnline(family, seed));
const flow = await compareFamilies();
await rm(folder, { recursive: true });
console.log(await writeReport({ checks, flow, dense, online: latencies }, (performance.now() - began) / 60_000));
