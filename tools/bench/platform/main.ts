import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { MongoClient } from 'mongodb';
import { startPlatform, type Platform } from '../../platform/platform.ts';
import { quantile } from '../spine/measure.ts';
import { report, type Row } from '../spine/report.ts';
import { as, openStation } from './county.ts';
import { ourProcesses } from './processes.ts';

const idleSeconds = 10;
/** Below what this machine can do, and what the reach is stated for. */
const paces = [40, 200] as const;
const writeSeconds = 8;
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
      `Idle: CPU of our own processes over ${String(idleSeconds)} s without a request, as a part of one core; RSS after that.`,
      `Write → figure: needs filed, verified and published through the gateway; all processes and the client on the same cores; from the answer to the publication to the row in evaluation, seen by a change stream.`,
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
  await pause(3_000);
  const before = await ourProcesses();
  await pause(idleSeconds * 1_000);
  const after = await ourProcesses();
  const cpu = (list: typeof before): number => list.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0);
  const percent = ((cpu(after) - cpu(before)) / idleSeconds) * 100;
  return [
    { what: 'idle CPU of the platform', unit: '% of a core', ours: [percent], reach: ['≤', 3] },
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
  const client = new MongoClient(mongoUri);
  const sent = new Map<string, number>();
  const taken: number[] = [];
  const rows = client.db('doorstep_evaluation').collection('figure_rows').watch();
  rows.on('change', (change) => {
    const record = 'fullDocument' in change ? String(change.fullDocument?.['record']) : '';
    const at = sent.get(record);
    if (at !== undefined && change.operationType !== 'update') taken.push(performance.now() - at);
  });
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
    taken.length = 0;
    sent.clear();
    const [seconds] = await timed(() => atPace(pace, publish));
    const writes = (sent.size * writesPerNeed) / seconds;
    await pause(2_000);
    const at = `at ${String(pace)} writes/s`;
    measured.push(
      { what: `writes done, ${String(pace)} a second wanted`, unit: '/s', ours: [writes] },
      { what: `write → figure ${at}, p50`, unit: 'ms', ours: [quantile(taken, 0.5)] },
      { what: `write → figure ${at}, p99`, unit: 'ms', ours: [quantile(taken, 0.99)], reach: ['≤', 250] },
    );
  }
  await rows.close();
  await client.close();
  return measured;
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
