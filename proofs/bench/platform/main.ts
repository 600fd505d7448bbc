import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { mongo } from 'mongoose';
import { ownerOf } from '../../../tools/platform/owners.ts';
import { startPlatform, type Platform } from '../../../tools/platform/platform.ts';
import { quantile } from '../spine/measure.ts';
import { plot, type Point } from '../spine/plot.ts';
import { report, type Row } from '../spine/report.ts';
import { as, openStation } from './county.ts';
import { ourProcesses } from './processes.ts';

/** What a start leaves behind takes longer than the start. */
const settledSeconds = 20;
const idleSeconds = 15;
/** Below what this machine can do, and what the reach is stated for. */
const paces = [40, 200] as const;
const writeSeconds = 8;
const reachMs = 250;
/** A need is filed, verified and published. */
const writesPerNeed = 3;

const folder = await mkdtemp(join(tmpdir(), 'doorstep-bench-'));
const env = () => ({ DOORSTEP_QUOTA_PER_SECOND: '100000', DOORSTEP_LOG_LEVEL: 'warn' });
const start = () => startPlatform({ dataDir: folder, ports: 'ephemeral', env });
try {
  const [cold, first] = await timed(start);
  await first.stop();
  const [warm, platform] = await timed(start);
  try {
    const starts: Row[] = [
      { what: 'start, no data yet', unit: 's', ours: [cold] },
      { what: 'start, warm', unit: 's', ours: [warm], reach: ['≤', 15] },
    ];
    const rows = [...starts, ...(await atRest()), ...(await underWrites(platform))];
    await report('platform', rows, [
      `Idle: CPU of our own processes over ${String(idleSeconds)} s without a request, ${String(settledSeconds)} s after the start, as a part of one core; RSS after that.`,
      `Write → figure: needs filed, verified and published through the gateway; all processes and the client on the same cores; from the answer to the publication to the row in evaluation, seen by a change stream. The second pace over time:\n\n![write to figure over time](write-to-figure.svg)`,
    ]);
  } finally {
    await platform.stop();
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function timed<T>(work: () => Promise<T>): Promise<[seconds: number, result: T]> {
  const began = performance.now();
  const result = await work();
  return [(performance.now() - began) / 1_000, result];
}

async function atRest(): Promise<Row[]> {
  await pause(settledSeconds * 1_000);
  const before = await ourProcesses();
  await pause(idleSeconds * 1_000);
  const after = await ourProcesses();
  const spent = after.map(({ name, cpuSeconds }) => {
    const then = before.find((one) => one.name === name)?.cpuSeconds ?? 0;
    return { name, percent: ((cpuSeconds - then) / idleSeconds) * 100 };
  });
  const percent = spent.reduce((sum, one) => sum + one.percent, 0);
  const each = spent.map((one) => ({ what: `idle CPU of ${one.name}`, unit: '% of a core', ours: [one.percent] }));
  return [
    { what: 'idle CPU of the platform', unit: '% of a core', ours: [percent], reach: ['≤', 3] },
    ...each,
    ...after.map(({ name, rssMiB }): Row => ({
      what: `RSS of ${name}`,
      unit: 'MiB',
      ours: [rssMiB],
      reach: ['≤', 110],
    })),
  ];
}

async function underWrites({ gateway = '', issuer, mongoUri }: Platform): Promise<Row[]> {
  const ask = (login: string) => as(gateway, issuer, login);
  const [operator, filer, manager] = await Promise.all([ask('county'), ask('grid.binhe.1'), ask('manager.binhe')]);
  const station = await openStation(operator);
  const client = new mongo.MongoClient(mongoUri);
  const sent = new Map<string, number>();
  const seen = new Map<string, number>();
  const rows = watch(client, seen);
  const publish = async (): Promise<void> => {
    const draft = { station, title: '测速', category: 'elder-care', quantity: 1, openUntil: '2099-12-31T10:00:00Z' };
    const { name } = await filer('POST /v1/needs', { ...draft, channel: 'CHANNEL_GRID_WORKER' });
    await manager(`POST /v1/${String(name)}:verify`, {});
    await manager(`POST /v1/${String(name)}:publish`, {});
    sent.set(String(name), performance.now());
  };
  await publish();
  const measured: Row[] = [];
  for (const pace of paces) {
    await pause(2_000);
    sent.clear();
    const began = performance.now();
    const [seconds] = await timed(() => atPace(pace, publish));
    const writes = (sent.size * writesPerNeed) / seconds;
    await pause(2_000);
    const points = delays(sent, seen, began);
    const taken = points.map(({ ms }) => ms);
    await plot('write-to-figure', `write → figure, ms, at ${String(pace)} writes a second`, points, reachMs);
    const at = `at ${String(pace)} writes/s`;
    measured.push(
      { what: `writes done, ${String(pace)} a second wanted`, unit: '/s', ours: [writes] },
      { what: `write → figure ${at}, p50`, unit: 'ms', ours: [quantile(taken, 0.5)] },
      { what: `write → figure ${at}, p99`, unit: 'ms', ours: [quantile(taken, 0.99)], reach: ['≤', reachMs] },
    );
  }
  await rows.close();
  await client.close();
  return measured;
}

/** Notes when the row of each record came into evaluation. */
function watch(client: mongo.MongoClient, seen: Map<string, number>) {
  const rows = client
    .db(`doorstep_${ownerOf('figures')}`)
    .collection('figure_rows')
    .watch();
  rows.on('change', (change) => {
    const record = 'fullDocument' in change ? String(change.fullDocument?.['record']) : '';
    if (change.operationType !== 'update') seen.set(record, performance.now());
  });
  return rows;
}

/** A figure may know of a write before its writer does: that took no time. One that it does not know yet took until now. */
function delays(sent: ReadonlyMap<string, number>, seen: ReadonlyMap<string, number>, began: number): Point[] {
  return [...sent].map(([name, at]) => ({
    at: (at - began) / 1_000,
    ms: Math.max(0, (seen.get(name) ?? performance.now()) - at),
  }));
}

/** Begins the work as often as the wanted writes ask, whether what was begun has ended or not. */
async function atPace(writesPerSecond: number, work: () => Promise<void>): Promise<void> {
  const gapMs = (1_000 * writesPerNeed) / writesPerSecond;
  const all: Promise<void>[] = [];
  const began = performance.now();
  for (let i = 0; i * gapMs < writeSeconds * 1_000; i += 1) {
    await pause(Math.max(0, began + i * gapMs - performance.now()));
    all.push(work());
  }
  await Promise.all(all);
}
