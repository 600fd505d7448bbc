import { MongoClient } from 'mongodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Journal, verify } from '@doorstep/events';
import { eventually } from '@doorstep/testing';
import { drop } from '../../../tools/jest/system/platform.js';
import type { OwnChild } from '../../../tools/platform/child.js';
import { freePorts } from '../../../tools/servers/ports.js';
import { clientOf, type Client } from './client.js';
import { startOwnApp } from './own-app.js';
import { platform, signed, tokenOf } from './platform.js';
import { gb18030, reached, uploaded } from './sheets.example.js';

const rows = 4_000;
const path = ['140930', '140930101', '140930101012'];
const community = '140930101012';

/** Stations of our own behind a gateway of our own, killed again and again while they work on one sheet. */
describe('an import outlives its service', () => {
  const database = `e2e_${String(process.pid)}_imports`;
  const mongo = new MongoClient(platform.mongoUri);
  const db = mongo.db(database);
  const running: OwnChild[] = [];
  let ports: number[];
  let clerk: Client;
  let name: string;

  const start = async (at: number) => {
    const child = await startOwnApp({ app: 'stations', port: ports[at] ?? 0, database });
    running[at] = child;
  };
  const shown = async () => (await clerk.all('/v1/grids', 'grids')).length;
  /** Kills the service once something is so, and proves that it was in the middle. */
  const killedWhen = async (state: string, middle: () => Promise<boolean>) => {
    for (const until = Date.now() + 60_000; !(await middle());) {
      if (Date.now() > until) throw new Error(`nobody saw it in the middle of ${state}`);
    }
    await running[0]?.kill();
    const stored = await db.collection<{ _id: string; state: string }>('imports').findOne({ _id: name });
    expect(stored?.state).toBe(state);
  };
  const count = (filter: object) => db.collection('grids').countDocuments(filter);

  beforeAll(async () => {
    ports = await freePorts(3);
    await start(0);
    const peers = { stations: `127.0.0.1:${String(ports[0])}` };
    running[2] = await startOwnApp({ app: 'gateway', port: ports[2] ?? 0, peers });
    const gateway = `http://127.0.0.1:${String(ports[2])}`;
    const county = clientOf(gateway, () => tokenOf('county'));
    for (const code of path)
      await county.done('POST /v1/divisions', { code, displayName: `区划${code}`, generated: true });
    const who = { subject: 'clerk', roles: ['township'], divisions: ['140930101'] };
    clerk = clientOf(gateway, () => signed(who));
    const grids = Array.from({ length: rows }, (_, at) => [community, `第${String(at)}网格`]);
    const sheet = await uploaded(clerk, community, gb18030([['区划代码', '网格名称'], ...grids]));
    ({ name } = await clerk.done('POST /v1/imports', { sheet, kind: 'KIND_GRID' }));
  }, 60_000);
  afterAll(async () => {
    await Promise.all([...running.map((child) => child.stop()), mongo.close()]);
    await drop(platform.mongoUri, [database]);
  });

  it('that dies in the middle of the check', async () => {
    const progress = db.collection<{ _id: string; done: number }>('import_progress');
    await killedWhen('STATE_CHECKING', async () => ((await progress.findOne({ _id: name }))?.done ?? 0) > 0);
    await start(0);
    expect(await reached(clerk, name, 'CHECKED', 60_000)).toMatchObject({ rowsTotal: rows, faultsTotal: 0 });
    expect(await shown()).toBe(0);
  }, 120_000);

  it('that dies while lines take their places: nothing is to be seen', async () => {
    await clerk.done(`POST /v1/${name}:apply`, {});
    await killedWhen('STATE_APPLYING', async () => (await count({ '_held.by': name })) > 0);
    expect(await count({ _gone: { $exists: false } })).toBe(0);
    expect(await db.collection('journal').countDocuments({ type: /^grids\./ })).toBe(0);
  }, 120_000);

  it('and two replicas record each line once', async () => {
    [ports[1] = 0] = await freePorts(1);
    await Promise.all([start(0), start(1)]);
    await reached(clerk, name, 'APPLIED', 90_000);
    expect(await shown()).toBe(rows);
    expect(new Set(await db.collection('grids').distinct('displayName')).size).toBe(rows);
    expect(await count({ $or: [{ '_held.by': name }, { _gone: { $exists: true } }] })).toBe(0);
    const waiting = () => count({ '_ev.0': { $exists: true } });
    await eventually(async () => expect(await waiting()).toBe(0), 60_000);
    expect(await db.collection('journal').countDocuments({ type: 'grids.in_force' })).toBe(rows);
    expect(await db.collection('journal').countDocuments({ type: 'imports.applied' })).toBe(1);
    expect(await verify(new Journal(db).all())).toBeUndefined();
  }, 180_000);
});
