import { mongo } from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Journal, verify } from '@doorstep/events';
import { eventually } from '@doorstep/testing';
import { drop } from '../../../tools/jest/system/platform.js';
import type { OwnChild } from '../../../tools/platform/child.js';
import { ownerOf } from '../../../tools/platform/owners.js';
import { freePorts } from '../../../tools/servers/ports.js';
import { enterCatalogue } from '../../../proofs/replay/opening.js';
import { clientOf, type Client } from './client.js';
import { sending } from './county.js';
import { startOwnApp } from './own-app.js';
import { platform, signed, tokenOf } from './platform.js';
import { gb18030, reached, uploaded } from './sheets.example.js';

const rows = 4_000;
const path = ['140930', '140930101', '140930101012'];
const community = '140930101012';
/** What sheets hold: what a line says, how the records' names are stored, the event of a new one. */
const sheets = {
  grids: {
    header: ['区划代码', '网格名称'],
    line: (n: string) => [community, `${n}网格`],
    told: 'displayName',
    event: 'in_force',
  },
  needs: {
    header: ['区划代码', '需求名称', '类别', '来源', '数量', '截止日期'],
    line: (n: string) => [community, `${n}需求`, '养老', '热线', '1', '2099-12-31'],
    told: 'title',
    event: 'drafted',
  },
} as const;
/** Who dies in the check, and who while lines take their places: who keeps the import, or who owns the records. */
type Part = 'keeper' | 'owner';
type Owned = { readonly noun: keyof typeof sheets; readonly deaths: readonly [Part, Part] };

/**
 * Services of our own behind a gateway of our own, killed in the middle of the work on one sheet: the one that keeps the
 * import, and the one that owns the records.
 */
describe.each<Owned>([
  { noun: 'grids', deaths: ['keeper', 'owner'] },
  { noun: 'needs', deaths: ['owner', 'keeper'] },
  { noun: 'needs', deaths: ['keeper', 'owner'] },
])('an import of $noun outlives $deaths', ({ noun, deaths }) => {
  const { header, line, told, event } = sheets[noun];
  const parts = { keeper: ownerOf('imports'), owner: ownerOf(noun) };
  const services = [...new Set(Object.values(parts))];
  const dies = deaths.map((part) => parts[part]) as [string, string];
  const databaseOf = (app: string) => `e2e_${noun}_${deaths[0]}_${app}`;
  const client = new mongo.MongoClient(platform.mongoUri);
  const [kept, owned] = [client.db(databaseOf(parts.keeper)), client.db(databaseOf(parts.owner))];
  const running = new Map<string, OwnChild>();
  const ports = new Map<string, number>();
  let clerk: Client;
  let name: string;

  const addressOf = (app: string) => `127.0.0.1:${String(ports.get(app))}`;
  const start = async (app: string, as: string = app) => {
    const peers = Object.fromEntries(services.map((service) => [service, addressOf(service)]));
    const database = app === 'gateway' ? '' : databaseOf(app);
    running.set(as, await startOwnApp({ app, port: ports.get(as) ?? 0, database, peers }));
  };
  const shown = async () => (await clerk.all(`/v1/${noun}`, noun)).length;
  /** Kills a service once something is so, and proves that it was in the middle. */
  const killedWhen = async (app: string, state: string, middle: () => Promise<boolean>) => {
    for (const until = Date.now() + 60_000; !(await middle());) {
      if (Date.now() > until) throw new Error(`nobody saw it in the middle of ${state}`);
    }
    await running.get(app)?.kill();
    const stored = await kept.collection<{ _id: string; state: string }>('imports').findOne({ _id: name });
    expect(stored?.state).toBe(state);
  };
  const count = (filter: object) => owned.collection(noun).countDocuments(filter);
  const events = (type: string) => owned.collection('journal').countDocuments({ type });

  beforeAll(async () => {
    const apps = [...services, 'gateway'];
    const free = await freePorts(apps.length);
    apps.forEach((app, at) => ports.set(app, free[at] ?? 0));
    await Promise.all(apps.map((app) => start(app)));
    const url = `http://${addressOf('gateway')}`;
    const county = clientOf(url, () => tokenOf('county'));
    for (const code of path)
      await county.done('POST /v1/divisions', { code, displayName: `区划${code}`, generated: true });
    await enterCatalogue(sending(county), '140930');
    const who = { subject: 'clerk', roles: ['township'], divisions: ['140930101'] };
    clerk = clientOf(url, () => signed(who));
    const lines = Array.from({ length: rows }, (_, at) => line(`第${String(at)}`));
    const sheet = await uploaded(clerk, community, gb18030([header, ...lines]));
    ({ name } = await clerk.done('POST /v1/imports', { sheet, noun }));
  }, 60_000);
  afterAll(async () => {
    await Promise.all([...[...running.values()].map((child) => child.stop()), client.close()]);
    await drop(platform.mongoUri, services.map(databaseOf));
  });

  it(`where ${dies[0]} dies in the middle of the check`, async () => {
    const progress = kept.collection<{ _id: string; done: number }>('import_progress');
    const middle = async () => ((await progress.findOne({ _id: name }))?.done ?? 0) > 0;
    await killedWhen(dies[0], 'STATE_CHECKING', middle);
    await start(dies[0]);
    expect(await reached(clerk, name, 'CHECKED', 60_000)).toMatchObject({ rowsTotal: rows, faultsTotal: 0 });
    expect(await shown()).toBe(0);
  }, 120_000);

  it(`where ${dies[1]} dies while lines take their places: nothing is to be seen`, async () => {
    await clerk.done(`POST /v1/${name}:apply`, {});
    await killedWhen(dies[1], 'STATE_APPLYING', async () => (await count({ '_staged.by': name })) > 0);
    expect(await count({ _gone: { $exists: false } })).toBe(0);
    expect(await events(`${noun}.${event}`)).toBe(0);
  }, 120_000);

  it('and two replicas of each record each line once', async () => {
    for (const app of services) {
      const [port = 0] = await freePorts(1);
      ports.set(`${app} again`, port);
      await start(app, `${app} again`);
    }
    await start(dies[1]);
    await reached(clerk, name, 'APPLIED', 90_000);
    expect(await shown()).toBe(rows);
    expect(new Set(await owned.collection(noun).distinct(told)).size).toBe(rows);
    expect(await count({ $or: [{ '_staged.by': name }, { _gone: { $exists: true } }] })).toBe(0);
    await eventually(async () => expect(await count({ '_ev.0': { $exists: true } })).toBe(0), 60_000);
    expect(await events(`${noun}.${event}`)).toBe(rows);
    const applied = () => kept.collection('journal').countDocuments({ type: 'imports.applied' });
    await eventually(async () => expect(await applied()).toBe(1), 60_000);
    expect(await verify(new Journal(owned).all())).toBeUndefined();
  }, 180_000);
});
