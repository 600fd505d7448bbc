import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Journal, verify } from '@doorstep/events';
import { eventually } from '@doorstep/testing';
import { mongo } from 'mongoose';
import { drop } from '../../../tools/jest/system/platform.js';
import type { OwnChild } from '../../../tools/platform/child.js';
import { freePorts } from '../../../tools/servers/ports.js';
import { clientOf, type Client, type Item } from './client.js';
import { catalogue, needDraft, operatingStation, places } from './county.js';
import { startOwnApp } from './own-app.js';
import { as, platform, tokenOf } from './platform.js';
import { clerkOf, newCategory, offer, suggested } from './records.example.js';
import { Walking } from './walking.example.js';

const filer = as('grid.binhe.1');
const manager = as('manager.binhe');
const keyed = () => ({ 'idempotency-key': crypto.randomUUID() });
const times = <T>(count: number, each: (at: number) => T): T[] => Array.from({ length: count }, (_, at) => each(at));

let station: Item;
beforeAll(async () => {
  station = await operatingStation('1409301000010092');
  await catalogue('once', 'at-once', 'two-callers');
});
const needsOf = (category: string): Promise<Item[]> =>
  filer
    .all(`/v1/needs?filter=${encodeURIComponent(`station = "${station.name}"`)}`, 'needs')
    .then((needs) => needs.filter((need) => need['category'] === category));

describe('a request that is repeated', () => {
  it('has one effect and the same answer', async () => {
    const headers = keyed();
    const draft = needDraft({ station: station.name, category: 'once' });
    const [first, second] = [
      await filer.ask('POST /v1/needs', { body: draft, headers }),
      await filer.ask('POST /v1/needs', { body: draft, headers }),
    ];
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.body).toEqual(first.body);
    expect(second.headers['location']).toBe(first.headers['location']);
    expect(await needsOf('once')).toHaveLength(1);
  });

  it('has one effect over many connections at once', async () => {
    const headers = keyed();
    const draft = needDraft({ station: station.name, category: 'at-once' });
    const answers = await Promise.all(times(20, () => filer.ask('POST /v1/needs', { body: draft, headers })));
    const [need, ...others] = await needsOf('at-once');
    expect(others).toEqual([]);
    for (const { status, body } of answers) {
      // Who came while the first was under way may be told to come again.
      if (status === 409) expect(body.reason).toBe('REQUEST_IN_FLIGHT');
      else expect({ status, name: body['name'] }).toEqual({ status: 201, name: need?.name });
    }
  });

  it('takes a step once, and answers with the record as it stands', async () => {
    const { name } = await filer.done('POST /v1/needs', needDraft({ station: station.name }));
    const headers = keyed();
    const answers = await Promise.all(times(10, () => manager.ask(`POST /v1/${name}:verify`, { body: {}, headers })));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    await manager.done(`POST /v1/${name}:publish`, {});
    expect(await manager.done(`POST /v1/${name}:verify`, {}, headers)).toMatchObject({
      state: 'STATE_LISTED',
      etag: '3',
    });
    const history = await manager.all(`/v1/${name}/history`, 'changes');
    expect(history.map(({ state }) => state)).toEqual(['STATE_DRAFTED', 'STATE_VERIFIED', 'STATE_LISTED']);
  });

  it('removes once', async () => {
    const { name } = await filer.done('POST /v1/needs', needDraft({ station: station.name }));
    const headers = { ...keyed(), 'if-match': '"1"' };
    const remove = () => filer.ask(`DELETE /v1/${name}`, { headers });
    expect([(await remove()).status, (await remove()).status]).toEqual([204, 204]);
    expect((await filer.ask(`GET /v1/${name}`)).status).toBe(404);
  });

  it('is another request where somebody else sends it, or where its body differs', async () => {
    const headers = keyed();
    const draft = needDraft({ station: station.name, category: 'two-callers' });
    const first = await filer.done('POST /v1/needs', draft, headers);
    expect((await as('grid.binhe.2').done('POST /v1/needs', draft, headers)).name).not.toBe(first.name);
    const { status, body } = await filer.ask('POST /v1/needs', { body: { ...draft, quantity: 2 }, headers });
    expect({ status, reason: body.reason }).toEqual({ status: 422, reason: 'REQUEST_REUSED' });
    expect(await filer.done(`GET /v1/${first.name}`)).toEqual(first);
  });
});

describe('changes at the same time', () => {
  it('of the same version: one is done, the others are told that it is over', async () => {
    const { name, etag } = await filer.done('POST /v1/needs', needDraft({ station: station.name }));
    const change = (quantity: number) =>
      filer.ask(`PATCH /v1/${name}`, { body: { quantity }, headers: { 'if-match': `"${etag}"` } });
    const answers = await Promise.all(times(10, (at) => change(at + 2)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...times(9, () => 412)]);
    const winner = answers.find(({ status }) => status === 200);
    expect(await filer.done(`GET /v1/${name}`)).toEqual(winner?.body);
  });

  it('whatever the version: each is done, one after another', async () => {
    const { name } = await filer.done('POST /v1/needs', needDraft({ station: station.name }));
    const change = (quantity: number) => filer.done(`PATCH /v1/${name}`, { quantity }, { 'if-match': '*' });
    const etags = (await Promise.all(times(10, (at) => change(at + 2)))).map(({ etag }) => Number(etag));
    expect(etags.sort((a, b) => a - b)).toEqual(times(10, (at) => at + 2));
  });
});

describe('confirmations at the same time', () => {
  const walking = new Walking('140930104001');
  const clerk = clerkOf(walking.community);
  beforeAll(() => places(walking.community));

  const confirm = (suggestion: Item) => clerk.ask(`POST /v1/${suggestion.name}:confirm`, { body: {} });
  const matched = async (all: readonly Item[]): Promise<number> => {
    const needs = await Promise.all(all.map(({ need }) => clerk.done(`GET /v1/${String(need)}`)));
    return needs.filter(({ state }) => state === 'STATE_MATCHED').length;
  };

  it('of one suggestion: one is done', async () => {
    const suggestion = await walking.record('suggestions');
    const answers = await Promise.all(times(5, () => confirm(suggestion)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409, 409]);
    expect(await clerk.done(`GET /v1/${String(suggestion['resource'])}`)).toMatchObject({ committed: 1 });
  });

  it('of more than a resource holds: it gives what it has and no more', async () => {
    const category = await newCategory();
    const { name } = await offer(walking, category, 2);
    const rivals = (await Promise.all(times(4, () => suggested(walking, category, 1)))).flat();
    expect(rivals.map(({ resource }) => resource)).toEqual(times(4, () => name));
    const answers = await Promise.all(rivals.map(confirm));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 409, 409]);
    expect(await clerk.done(`GET /v1/${name}`)).toMatchObject({ state: 'STATE_EXHAUSTED', committed: 2 });
    expect(await matched(rivals)).toBe(2);
  });
});

/** A matching service of our own behind a gateway of our own: ended again and again while needs are filed. */
describe('a service that is ended in the middle of a stream of requests', () => {
  const database = `e2e_${String(process.pid)}_restarts`;
  const client = new mongo.MongoClient(platform.mongoUri);
  const wanted = 300;
  const writers = 8;
  let ports: number[];
  let matching: OwnChild;
  let gateway: OwnChild;
  let writer: Client;

  const start = () => startOwnApp({ app: 'matching', port: ports[0] ?? 0, database });

  beforeAll(async () => {
    ports = await freePorts(2);
    matching = await start();
    const peers = { matching: `127.0.0.1:${String(ports[0])}` };
    gateway = await startOwnApp({ app: 'gateway', port: ports[1] ?? 0, peers });
    writer = clientOf(`http://127.0.0.1:${String(ports[1])}`, () => tokenOf('grid.binhe.1'));
  });
  afterAll(async () => {
    await Promise.all([gateway.stop(), matching.stop(), client.close()]);
    await drop(platform.mongoUri, [database]);
  });

  it('loses nothing that was acknowledged, and keeps its journal whole', async () => {
    const acknowledged: string[] = [];
    const rest = times(wanted, (at) => at).values();
    const write = async () => {
      for (const at of rest) acknowledged.push(await untilAnswered(writer, `stream-${String(at)}`));
    };
    const reached = (count: number) => eventually(() => expect(acknowledged.length).toBeGreaterThan(count));
    const writing = Promise.all(times(writers, write));
    await reached(wanted / 4);
    await matching.stop();
    matching = await start();
    await reached(wanted / 2);
    await matching.kill();
    expect(acknowledged.length).toBeLessThan(wanted); // it was in the middle
    matching = await start();
    await writing;

    const db = client.db(database);
    const names = (await db.collection<{ _id: string }>('needs').find().toArray()).map(({ _id }) => _id);
    expect(new Set(acknowledged).size).toBe(wanted);
    expect(names.sort()).toEqual(acknowledged.sort());
    const journal = new Journal(db);
    const waiting = () => db.collection('needs').countDocuments({ '_ev.0': { $exists: true } });
    await eventually(async () => expect(await waiting()).toBe(0), 20_000);
    expect((await journal.head()).seq).toBe(wanted);
    expect(await verify(journal.all())).toBeUndefined();
  }, 60_000);
});

/** Files a need as a patient client does: the same request again until it is answered. */
async function untilAnswered(by: Client, title: string): Promise<string> {
  const sent = { body: needDraft({ station: station.name, title }), headers: keyed() };
  return eventually(async () => {
    const { status, body, text } = await by.ask('POST /v1/needs', sent);
    if (status !== 201) throw new Error(`${String(status)} ${text}`);
    return body.name;
  }, 30_000);
}
