import { nameOf } from '@doorstep/aip';
import { randomUUID } from 'node:crypto';
import { Entry } from '@doorstep/contracts/events/v1/journal.js';
import type { Need } from '@doorstep/contracts/matching/v1/need.js';
import { dayOf } from '@doorstep/domain';
import type { Repository } from '@doorstep/store';
import { definitionOf } from '../../../apps/evaluation/src/figures/figure.catalogue.ts';
import type { FigureDefinition } from '@doorstep/contracts/figures.js';
import { FigureProjection } from '../../../apps/evaluation/src/figures/figure.projection.ts';
import { FigureQueries } from '../../../apps/evaluation/src/figures/figure.queries.ts';
import { needs as needsSpec } from '../../../apps/matching/src/needs/need.store.ts';
import { ownerOf } from '../../../tools/platform/owners.ts';
import { inTurn, latencies, quantile, seed } from '../spine/measure.ts';
import { randomFrom } from '../../replay/random.ts';
import { aNeed, countyCaller } from '../spine/records.ts';
import { report, type Row } from '../spine/report.ts';
import { benchServers } from '../spine/servers.ts';
import { benchStore, type BenchStore } from '../spine/store.ts';

/** Records at 1×, and how many times as many each database has. */
const base = 200;
const scales = [1, 100, 1_000] as const;
/** The page far behind, of so few rows that the largest database has it. */
const deep = { page: 10_000, rows: 15 };
const rounds = 7;
const calls = 20;
const batch = 1_000;
const caller = countyCaller();
const random = randomFrom(seed);
const definition = figure('needs_collected');
const list = { pageSize: 20, pageToken: '', filter: 'state = "STATE_LISTED"', orderBy: '' };
const year = { definition, division: '140930', from: '2026-01-01', to: '2026-12-31' };

/** A database with its nouns and figures. */
interface World {
  readonly scale: number;
  readonly spine: BenchStore;
  readonly needs: Repository<Need>;
  readonly projection: FigureProjection;
  readonly queries: FigureQueries;
}

/** What is asked of every database. */
const questions = new Map<string, (of: World) => Promise<unknown>>([
  ['list of 20', ({ needs }) => needs.list(list, caller)],
  ['figure of a year', ({ queries }) => queries.sum(year)],
  ['drill-down, 20 records', ({ queries }) => queries.records(year, { pageSize: 20, pageToken: '' }, 'bench')],
]);

const servers = await benchServers();
const worlds: World[] = [];
try {
  for (const scale of scales) worlds.push(await world(scale));
  await report(
    'lists',
    [...(await looks()), ...(await pages())],
    [
      `p50 of ${String(calls)} calls, one after another, each database in its turn; 1× is ${String(base)} needs in 40 compounds over 300 days. Figures are counted from events by evaluation’s own projection.`,
      'A figure sums one counter a day and place: at 1× a third of the days have none yet, from 100× on all have, so its own size at 1000× is told by the row against 100×. Pages of fifteen rows, so that the largest database has ten thousand.',
    ],
  );
} finally {
  for (const { spine } of worlds) await spine.close();
  await servers.end();
}

/** A database with so many times the records. */
async function world(scale: number): Promise<World> {
  const spine = await benchStore(servers, `lists_${String(scale)}`);
  const needs = spine.store.open(needsSpec);
  const projection = new FigureProjection(spine.database, { follow: () => undefined });
  const queries = new FigureQueries(spine.database);
  await spine.store.onModuleInit();
  const made = { scale, spine, needs, projection, queries };
  for (let filled = 0; filled < base * scale; filled += batch) await fill(made, Math.min(batch, base * scale - filled));
  return made;
}

function figure(id: string): FigureDefinition {
  const found = definitionOf(id);
  if (found === undefined) throw new Error(`no figure ${id}`);
  return found;
}

/** Needs as the store leaves them, and what evaluation counts of them. */
async function fill({ spine, needs, projection }: Omit<World, 'scale'>, many: number): Promise<void> {
  const made = Array.from({ length: many }, (_, i) => {
    const createTime = new Date(Date.UTC(2026, 0, 1) + random.below(300 * 86_400) * 1_000);
    return { ...aNeed(i), name: nameOf('needs', randomUUID()), createTime, stateTime: createTime };
  });
  const documents = made.map((need) => {
    const { name, etag, ...fields } = need;
    return { ...fields, _id: name, _v: Number(etag), _aud: needs.noun.audience(need), _req: [], _ev: [], _fig: {} };
  });
  await needs.documents.insertMany(documents, { ordered: false });
  const entries = made.map((need) => entryOf(need.name, need.division, need.channel, need.createTime));
  await spine.database.connection.transaction((session) => projection.project(ownerOf('needs'), entries, session));
}

function entryOf(aggregate: string, division: string, channel: string, time: Date): Entry {
  return Entry.fromPartial({
    aggregate,
    version: 3,
    body: JSON.stringify({
      division,
      effectiveTime: time.toISOString(),
      figures: [{ figure: definition.id, counted: true, day: dayOf(time), by: { channel } }],
    }),
  });
}

async function looks(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const [what, ask] of questions) {
    const reach = ['≤', what.startsWith('list') ? 1.25 : 1.2] as const;
    const took = await inTurn(
      rounds,
      Object.fromEntries(worlds.map((of) => [`${String(of.scale)}×`, () => p50(() => ask(of))])),
    );
    const { '1×': [...one] = [], '100×': [...hundred] = [], '1000×': [...thousand] = [] } = took;
    rows.push({ what: `${what}, p50 at 100×`, unit: 'ms', ours: hundred, peer: one, peerName: 'at 1×', reach });
    rows.push({ what: `${what}, p50 at 1000×`, unit: 'ms', ours: thousand, peer: one, peerName: 'at 1×', reach });
    rows.push({ what: `${what}, p50 at 1000×`, unit: 'ms', ours: thousand, peer: hundred, peerName: 'at 100×', reach });
  }
  return rows;
}

async function p50(ask: () => Promise<unknown>): Promise<number> {
  return quantile(await latencies(calls, ask), 0.5);
}

/** A page far behind in the largest database, against its first. */
async function pages(): Promise<Row[]> {
  const needs = worlds.at(-1)?.needs;
  if (needs === undefined) return [];
  const request = { filter: '', orderBy: '', pageSize: 200, pageToken: '' };
  for (let left = (deep.page - 1) * deep.rows; left > 0;) {
    const { items, nextPageToken } = await needs.list({ ...request, pageSize: Math.min(left, 200) }, caller);
    left -= items.length;
    request.pageToken = nextPageToken;
  }
  const page = (pageToken: string) => () =>
    p50(() => needs.list({ ...request, pageSize: deep.rows, pageToken }, caller));
  const took = await inTurn(rounds, { ours: page(request.pageToken), peer: page('') });
  return [{ what: `page ${String(deep.page)}`, unit: 'ms', ...took, peerName: 'page 1', reach: ['≤', 1.3] }];
}
