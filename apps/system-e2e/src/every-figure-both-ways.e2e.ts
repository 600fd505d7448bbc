import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { catalogue } from '@doorstep/contracts/figures.js';
import { eventually } from '@doorstep/testing';
import { mongo } from 'mongoose';
import { ownerOf } from '../../../tools/platform/owners.js';
import { places, standardInForce } from './county.js';
import { Scene } from './figure-walk.example.js';
import { derived } from './figure-walk.derived.example.js';
import { walks as written } from './figure-walk.rows.example.js';
import { as, platform } from './platform.js';

/** A township in which no other story plays, so that what moves there is moved by us. */
const township = '140930203';

/** Times that a figure is asked for: the record counts from the second on, and is taken out after it. */
const periods = [
  { name: 'before', to: '2025-06-15' },
  { name: 'the day', to: '2025-06-16' },
  { name: 'the quarter', to: '2025-06-30' },
  { name: 'no end said', to: '' }, // until today, whichever day that is
] as const;
const from = '2025-04-01';

interface Figure {
  readonly value: number;
  readonly kind: string;
}
type Figures = Readonly<Record<string, Figure>>;

const county = as('county');
/** The service that counts; it reads the journals of all others. */
const counting = ownerOf('figures');

/** Every figure of a place in a period, by its id. */
async function figuresOf(division: string, to: string): Promise<Figures> {
  const answer = await county.done(`GET /v1/figures?division=${division}&fromDay=${from}&toDay=${to}`);
  const figures = answer['figures'] as { name: string; value: string; kind: string }[];
  return Object.fromEntries(
    figures.map(({ name, value, kind }) => [name.slice('figures/'.length), { value: Number(value), kind }]),
  );
}

/** Values of every figure, in the community and in its township, in each period. */
async function snapshot(community: string): Promise<Readonly<Record<string, Figures>>> {
  const asked = [community, township].flatMap((division) => periods.map((period) => ({ division, period })));
  const answers = asked.map(async ({ division, period: { name, to } }) => {
    const place = division === township ? 'township' : 'community';
    return [`${place}, ${name}`, await figuresOf(division, to)] as const;
  });
  return Object.fromEntries(await Promise.all(answers));
}

type Snapshot = Awaited<ReturnType<typeof snapshot>>;
const values = (snapshot: Snapshot) =>
  Object.fromEntries(
    Object.entries(snapshot).map(([where, figures]) => [
      where,
      Object.fromEntries(Object.entries(figures).map(([id, { value }]) => [id, value])),
    ]),
  );

/** Figures that set two others against each other. */
const ratios = catalogue.flatMap(({ id, ratio }) => (ratio ? [{ id, ratio }] : []));

/** Kinds that count what stands on the last day; what was true then stays true when it ends later. */
const lasting = ['KIND_STOCK', 'KIND_DISTINCT'];
/** Kinds of which a quarter counts when it is over. */
const quarterly = ['KIND_MINIMUM'];

/** Whether a figure shows the record in a period. */
function shows(kind: string, period: string, ended: boolean): boolean {
  switch (period) {
    case 'before':
      return false;
    case 'the quarter':
      return !ended;
    case 'no end said':
      return !ended && !quarterly.includes(kind);
    default:
      return (!ended || lasting.includes(kind)) && !quarterly.includes(kind);
  }
}

/** What a snapshot must become: figures that the record touches move where they show it, shares follow, no other moves. */
function moved(before: Snapshot, touches: Readonly<Record<string, number>>, ended: boolean): ReturnType<typeof values> {
  const after = Object.entries(before).map(([where, figures]) => {
    const period = where.slice(where.indexOf(', ') + 2);
    const plain = Object.entries(figures).map(([id, { value, kind }]) => {
      return [id, value + (shows(kind, period, ended) ? (touches[id] ?? 0) : 0)] as const;
    });
    const counted = Object.fromEntries(plain);
    const shares = ratios.map(({ id, ratio: { numerator, denominator } }) => {
      const [some = 0, all = 0] = [counted[numerator], counted[denominator]];
      return [id, all === 0 ? 0 : Math.round((100 * some) / all)] as const;
    });
    return [where, { ...counted, ...Object.fromEntries(shares) }] as const;
  });
  return Object.fromEntries(after);
}

/** Every walk: those of which something must be said, and those that a noun's arrows say. */
const walks = [...written, ...derived(written)];

const last = { sort: { _id: -1 }, limit: 1, projection: { _id: 1 } } as const;

/** How many records of a community have events that are not journaled yet. */
async function waiting(db: mongo.Db, community: string): Promise<number> {
  const collections = await db.listCollections({}, { nameOnly: true }).toArray();
  const filter = { '_ev.0': { $exists: true }, division: { $regex: `^${community}` } };
  const counts = collections.map(({ name }) => db.collection(name).countDocuments(filter));
  return (await Promise.all(counts)).reduce((sum, n) => sum + n, 0);
}

describe('every figure, both ways', () => {
  let client: mongo.MongoClient;

  /** Figures have counted all that happened in a community until now: it is journaled, and they have read so far. */
  async function counted(community: string): Promise<void> {
    for (const service of Object.keys(platform.services).filter((one) => one !== counting)) {
      const db = client.db(platform.databases[service]);
      await eventually(async () => expect(await waiting(db, community)).toBe(0), 30_000);
      const [head] = await db.collection('journal').find({}, last).toArray();
      await eventually(async () => {
        const positions = client.db(platform.databases[counting]).collection<{ _id: string; seq: number }>('positions');
        const position = await positions.findOne({ _id: `figures:${service}` });
        expect(position?.seq).toBeGreaterThanOrEqual(Number(head?._id ?? 0));
      }, 30_000);
    }
  }

  /** Waits until everything moved that should, and looks that nothing else did. */
  async function becomes(community: string, expected: ReturnType<typeof values>): Promise<void> {
    await eventually(async () => expect(values(await snapshot(community))).toEqual(expected), 30_000);
    await counted(community);
    expect(values(await snapshot(community))).toEqual(expected);
  }

  beforeAll(async () => {
    client = new mongo.MongoClient(platform.mongoUri);
    await standardInForce();
  });
  afterAll(() => client.close());

  it('has a way into each figure that is counted from records, and out again', async () => {
    const all = (await county.done('GET /v1/figures'))['figures'] as { name: string; owner: string; kind: string }[];
    const owned = all.filter(({ owner, kind }) => owner !== counting && kind !== 'KIND_RATIO');
    const walked = new Set(walks.map(({ figure }) => `figures/${figure}`));
    expect(owned.map(({ name }) => name).filter((name) => !walked.has(name))).toEqual([]);
    expect([...walked].filter((name) => !all.some((figure) => figure.name === name))).toEqual([]);
  });

  it.each(walks.map((walk, at) => ({ ...walk, at })))(
    '$figure: $how',
    async ({ figure, touches, ready, at }) => {
      const community = township + String(at + 1).padStart(3, '0');
      await places(community);
      const { count, end } = await ready(new Scene(community));
      await counted(community);
      const before = await snapshot(community);
      await count();
      const counting = moved(before, touches, false);
      expect(counting['community, the quarter']?.[figure]).not.toBe(values(before)['community, the quarter']?.[figure]);
      await becomes(community, counting);
      if (end === undefined) return;
      await end();
      await becomes(community, moved(before, touches, true));
    },
    120_000,
  );
});
