import { randomUUID } from 'node:crypto';
import type { NeedName } from '@doorstep/contracts/names.js';
import { ListNeedsResponse, type Need } from '@doorstep/contracts/matching/v1/need.js';
import { Resource, Resource_State } from '@doorstep/contracts/matching/v1/resource.js';
import type { mongo } from 'mongoose';
import { needs as needsSpec } from '../../../apps/matching/src/needs/need.store.ts';
import { commitResource } from '../../../apps/matching/src/resources/resource.ts';
import { resources as resourcesSpec } from '../../../apps/matching/src/resources/resource.store.ts';
import { cpuEach, inTurn, perSecond } from '../spine/measure.ts';
import { aNeed, aRequest, countyCaller } from '../spine/records.ts';
import { report, type Row } from '../spine/report.ts';
import { benchServers } from '../spine/servers.ts';
import { benchStore } from '../spine/store.ts';

type Raw = mongo.Collection<mongo.Document & { _id: string }>;

const rounds = 7;
const width = 32;
const each = 400;
const claimants = 200;
const writeConcern = { w: 'majority', j: true } as const;
const caller = countyCaller();

const servers = await benchServers();
const spine = await benchStore(servers, 'store');
const needs = spine.store.open(needsSpec);
const resources = spine.store.open(resourcesSpec);
await spine.start();
const raw: Raw = spine.database.db.collection('raw_needs');
const rawResources: Raw = spine.database.db.collection('raw_resources');
await copyIndexes();
try {
  await report(
    'store',
    [...(await writes()), ...(await claims()), ...(await reads())],
    [
      `Writes: ${String(width)} under way at a time, ${String(each)} a round; relay and timers run in the same process. The peer writes the same fields at the same write concern under the same indexes, without event, receipt or journal.`,
      `Claims: ${String(claimants)} at once for one resource, each round a fresh one. Claims that all succeed are one majority write after another, which is what makes each a version with an event of its own; the peer’s writes share a journal flush.`,
      'Reads: CPU of this process, calls one after another, encoded as the answer of the RPC. The raw peer hands the driver’s documents to the encoder as they are.',
    ],
  );
} finally {
  await spine.close();
  await servers.end();
}

/** The peers bear the same indexes, made from those that the store made. */
async function copyIndexes(): Promise<void> {
  for (const [from, to] of [
    [needs.documents, raw],
    [resources.documents, rawResources],
  ] as const) {
    const known = await from.indexes();
    const own = known.filter(({ name }) => name !== '_id_');
    await to.createIndexes(
      own.map(({ key, unique, sparse, partialFilterExpression: filter }) => ({
        key,
        ...(unique && { unique }),
        ...(sparse && { sparse }),
        ...(filter && { partialFilterExpression: filter }),
      })),
    );
  }
}

async function writes(): Promise<Row[]> {
  let i = 0;
  const draft = (): Need => ({ ...aNeed(i++), name: `needs/${randomUUID()}`, etag: '' });
  const names: NeedName[] = [];
  const create = () =>
    perSecond(width, each, async () => names.push((await needs.create(aRequest(), caller, () => draft())).name));
  const document = () => {
    const { name, etag, ...fields } = draft();
    return { ...fields, _id: name, _v: Number(etag) + 1, _aud: needs.noun.audience(aNeed(i)) };
  };
  const insert = () => perSecond(width, each, () => raw.insertOne(document(), { writeConcern }));
  await Promise.all([create(), insert()]);
  const created = await inTurn(rounds, { ours: create, peer: insert });
  const rawNames = (await raw.find({}, { projection: { _id: 1 } }).toArray()).map(({ _id }) => _id);
  const update = () =>
    perSecond(width, each, (n) =>
      needs.update(aRequest(names[n * 5]), caller, (need) => ({ ...need, quantity: need.quantity + 1 })),
    );
  const set = () =>
    perSecond(width, each, async (n) => {
      const { [n * 5]: _id = '' } = rawNames;
      const found = await raw.findOne({ _id });
      const quantity = Number(found?.['quantity']) + 1;
      await raw.updateOne({ _id }, { $set: { quantity } }, { writeConcern });
    });
  await Promise.all([update(), set()]);
  const updated = await inTurn(rounds, { ours: update, peer: set });
  return [
    { what: 'create', unit: 'ops/s', ...created, peerName: 'insertOne', reach: ['≥', 0.6] },
    { what: 'update', unit: 'ops/s', ...updated, peerName: 'findOne + $set', reach: ['≥', 0.6] },
  ];
}

async function claims(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const [what, capacity] of [
    ['200 claims of the last unit', 1],
    ['200 claims of 200 units', claimants],
  ] as const) {
    const ours = async () => {
      const draft = Resource.fromPartial({ state: Resource_State.AVAILABLE, division: '140930100001', capacity });
      const { name } = await resources.create(aRequest(), caller, () => draft);
      return perSecond(claimants, claimants, (n) =>
        resources
          .update(aRequest(name), caller, (one) =>
            commitResource(one, { need: `needs/${String(n)}`, suggestion: '', project: '', quantity: 1 }),
          )
          .catch(() => undefined),
      );
    };
    const peer = async () => {
      const _id = randomUUID();
      await rawResources.insertOne({ _id, left: capacity, commitments: [] });
      const change = (n: number): mongo.Document => ({
        $inc: { left: -1 },
        $push: { commitments: { need: `needs/${String(n)}`, quantity: 1 } },
      });
      return perSecond(claimants, claimants, (n) =>
        rawResources.findOneAndUpdate({ _id, left: { $gte: 1 } }, change(n), { writeConcern }),
      );
    };
    await Promise.all([ours(), peer()]);
    rows.push({
      ...{ what, unit: 'claims/s', peerName: 'findOneAndUpdate', reach: ['≥', 0.8] },
      ...(await inTurn(rounds, { ours, peer })),
    });
  }
  return rows;
}

async function reads(): Promise<Row[]> {
  const times = 150;
  const request = { pageSize: 20, pageToken: '', filter: 'state = "STATE_LISTED"', orderBy: '' };
  const list = async () => {
    const { items, nextPageToken } = await needs.list(request, caller);
    return ListNeedsResponse.encode({ needs: items, nextPageToken }).finish();
  };
  const query = () =>
    needs.documents
      .find({ _aud: { $in: ['d:140930'] }, state: 'STATE_LISTED' }, { projection: { _ev: 0, _req: 0 } })
      .sort({ createTime: -1, _id: -1 })
      .limit(21);
  const find = async () => {
    const found = await query().toArray();
    const page = found.slice(0, 20).map((row) => ({ ...row, name: row._id, etag: String(row._v) }));
    return ListNeedsResponse.encode({ needs: page as unknown as Need[], nextPageToken: '' }).finish();
  };
  const [one, other] = [await list(), await find()];
  console.log('bytes', one.length, other.length);
  const took = await inTurn(rounds, { ours: () => cpuEach(times, list), peer: () => cpuEach(times, find) });
  const { executionStats } = (await query().explain('executionStats')) as {
    executionStats: { totalKeysExamined: number; nReturned: number };
  };
  const keys = executionStats.totalKeysExamined / executionStats.nReturned;
  return [
    { what: 'find 20', unit: 'µs CPU', ...took, peerName: 'find + encode', reach: ['≤', 1.3] },
    { what: 'find 20, keys examined a row', unit: '', ours: [keys], reach: ['≤', 1.05] },
  ];
}
