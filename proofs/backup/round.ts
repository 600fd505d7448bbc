import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Report } from '../cluster/report.ts';
import { readApps } from '../../tools/platform/apps.ts';
import { ownerOf } from '../../tools/platform/owners.ts';
import { ROOT, startPlatform, type Platform } from '../../tools/platform/platform.ts';
import { ephemeralPorts } from '../../tools/platform/port-plan.ts';
import { startMongo } from '../../tools/servers/mongo.ts';
import type { Doors } from '../replay/client/api.ts';
import { headsIn, type Heads } from './heads.ts';
import { figuresOf, figuresSettle, tellSome } from './telling.ts';
import type { Way } from './ways.ts';

type Figures = Awaited<ReturnType<typeof figuresOf>>;

/** A platform with data is backed up, goes on, is stopped, restored and started, and shows what it showed before. */
export async function round(way: Way, report: Report): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'doorstep-backup-'));
  const [dataDir, keep] = [join(folder, 'data'), join(folder, 'kept')];
  let platform: Platform | undefined;
  const start = async (): Promise<Platform> => (platform = await startPlatform({ dataDir, ports: 'ephemeral' }));
  const stop = async (): Promise<void> => {
    await platform?.stop();
    platform = undefined;
  };
  try {
    await mkdir(keep, { recursive: true });
    const services = (await readApps(ROOT)).filter(({ kind }) => kind === 'service').map(({ name }) => name);
    const on = { report, way, start, stop, keep, dataDir, heads: await headsIn(keep, services) };
    const then = await backUp(on);
    await restore(on);
    await goOn(on, then);
  } finally {
    await stop();
    await rm(folder, { recursive: true, force: true });
  }
}

interface Round {
  readonly report: Report;
  readonly way: Way;
  readonly keep: string;
  readonly dataDir: string;
  readonly heads: Heads;
  start(): Promise<Platform>;
  stop(): Promise<void>;
}

const doorsOf = ({ gateway = '', issuer }: Platform): Doors => ({ gateway, issuer });
const placeOf = ({ keep, dataDir }: Round, uri: string) => ({ uri, keep, data: join(dataDir, 'mongod') });

/** @returns the figures as they are in the backup; the platform has gone on since, and is stopped. */
async function backUp(on: Round): Promise<Figures> {
  const { report, way, heads } = on;
  let at = await on.start();
  await tellSome(doorsOf(at), 'before');
  const then = await figuresSettle(doorsOf(at), 20);
  await report.step('heads are signed', () => heads.sign(at.mongoUri));
  if (!way.running) await on.stop();
  await report.step(`back up: ${way.title}`, () => quietly(way.back(placeOf(on, way.running ? at.mongoUri : ''))));
  if (!way.running) at = await on.start();
  await tellSome(doorsOf(at), 'after');
  await figuresSettle(doorsOf(at), 40);
  await on.stop();
  return then;
}

async function restore(on: Round): Promise<void> {
  const { report, way, heads } = on;
  const port = (await ephemeralPorts(['mongod'])).get('mongod') ?? 0;
  const { data } = placeOf(on, '');
  const back = (uri: string) => report.step(`restore: ${way.title}`, () => quietly(way.restore(placeOf(on, uri))));
  if (!way.running) await back('');
  const mongo = await startMongo({ dataDir: data, port });
  if (way.running) await back(mongo.uri);
  await report.step('journals fit the signed heads', () => heads.verify(mongo.uri));
  await mongo.stop();
}

async function goOn({ start, report, heads }: Round, then: Figures): Promise<void> {
  const at = await start();
  await report.step('figures are those of the backup', async () => {
    await figuresSettle(doorsOf(at), 20);
    const now = await figuresOf(doorsOf(at));
    if (JSON.stringify(now) !== JSON.stringify(then))
      throw new Error(`${JSON.stringify(now)}, not ${JSON.stringify(then)}`);
    return undefined;
  });
  await report.step('what was lost can be sent again under the same request ids', async () => {
    await tellSome(doorsOf(at), 'after');
    await figuresSettle(doorsOf(at), 40);
    return undefined;
  });
  await report.step('journals are whole, in another epoch where they had gone on', async () => {
    const said = await heads.verify(at.mongoUri);
    if (!new RegExp(`${ownerOf('needs')}: epoch \\S+ \\d+ entries are whole, 0 anchors fit`).test(said))
      throw new Error(said);
    return said;
  });
}

const quietly = async (work: Promise<void>): Promise<undefined> => {
  await work;
  return undefined;
};
