import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { DomainError } from '@doorstep/domain';
import { ownCaller } from '@doorstep/runtime';
import {
  descriptorOf,
  type Database,
  type Fate,
  type Parent,
  type Repository,
  type Store,
  type Stored,
} from '@doorstep/store';
import { expect, it } from '@jest/globals';
import { eventually } from '../eventually.js';
import { InStore } from './in-store.js';
import type { Noun } from './nouns.js';
import { reasonOf } from '../outcome.js';

/** Walks of each pair, and how far each goes. */
const [walks, steps, children] = [4, 3, 3];

/** Whatever else the service has to do because of other tests comes first. */
const patienceMs = 60_000;

/** Records of one noun that name records of another of the same service. */
interface Pair {
  readonly child: Noun;
  readonly parent: Noun;
  readonly path: string;
  readonly rule: Parent<Stored>;
}

function pairsOf(nouns: readonly Noun[]): Pair[] {
  return nouns.flatMap((child) =>
    descriptorOf(child.plural).parents.flatMap(({ collection, path }) => {
      const parent = nouns.find(({ plural }) => plural === collection);
      const rule = child.collection.parents?.[path];
      return parent === undefined || rule === undefined || 'keep' in rule ? [] : [{ child, parent, path, rule }];
    }),
  );
}

/**
 * Proves of every noun that names others of its service: nothing begins under a record that does not admit it, and
 * whatever walks parents and children take at the same time, nothing is left that should have gone along.
 */
export function provesParents(nouns: readonly Noun[], opened: () => Store, database: () => Database): void {
  const pairs = pairsOf(nouns).map((pair) => ({ pair, what: `${pair.child.plural}.${pair.path}` }));
  if (pairs.length === 0) return; // jest refuses tables without rows
  const refusing = pairs.filter(({ pair }) => pair.rule.begins !== undefined);
  if (refusing.length > 0)
    it.each(refusing)('$what begins only where its parent admits it', async ({ pair }) => {
      const begun: string[] = [];
      for (const state of Object.keys(pair.parent.model.arrows)) {
        const world = await World.begin(nouns, opened(), pair, state);
        if ((await reasonOf(world.bear(pair.child.model.initial))) === 'answered') begun.push(state);
      }
      expect(begun.sort()).toEqual([...(pair.rule.begins?.while ?? [])].sort());
    });
  const walked = pairs.flatMap((row) => Array.from({ length: walks }, (_, seed) => ({ ...row, seed })));
  it.each(walked)(
    '$what leaves nothing behind, walk $seed',
    async ({ pair, seed }) => {
      const random = randomFrom(seed);
      const { rule, parent } = pair;
      const admitting = rule.begins?.while ?? Object.keys(parent.model.arrows);
      const ends = (state: string): boolean => statesOf(rule.on[state]).length > 0;
      const ending = admitting.filter((state) => leadsFrom(parent, state).some(ends));
      const world = await World.begin(nouns, opened(), pair, pick(random, ending.length > 0 ? ending : admitting));
      const born = [...new Set(fatesOf(rule).flatMap(statesOf))];
      for (let at = 0; at < children && born.length > 0; at += 1) await settled(world.bear(pick(random, born)));
      for (let step = 0; step < steps; step += 1) {
        // Every other walk lets the service read on: then children are only found from their parent.
        if (seed % 2 === 0) await world.caughtUp(database());
        // Wherever the walk leads, it comes to an end where one is near.
        const going = world.move((states) => {
          const last = states.filter(ends);
          return pick(random, step > 0 && last.length > 0 ? last : states);
        });
        const coming = born.length > 0 && seed % 2 === 1 ? world.bear(pick(random, born)) : Promise.resolve();
        await Promise.all([settled(going), settled(coming)]);
      }
      await eventually(async () => expect(await world.leftBehind()).toEqual([]), patienceMs);
    },
    2 * patienceMs,
  );
}

interface Placed {
  readonly _id: number;
  readonly aggregate: string;
}
interface Position {
  readonly _id: string;
  readonly seq: number;
}

/** A parent with its children, in a running store. */
class World {
  private readonly borne: string[] = [];
  private readonly caller = ownCaller('test', 'parents');

  private constructor(
    private readonly pair: Pair,
    private readonly children: Repository<Stored>,
    private readonly parents: Repository<Stored>,
    private readonly name: string,
    private readonly draft: object,
  ) {}

  static async begin(nouns: readonly Noun[], store: Store, pair: Pair, state: string): Promise<World> {
    const make = new InStore(nouns, store);
    // First, because making what a draft names may remove others of its noun.
    const draft = (await pair.child.example.draft?.(make)) ?? {};
    const { name } = await make.record(pair.parent.plural, state);
    const [children, parents] = [store.open(pair.child.collection), store.open(pair.parent.collection)];
    return new World(pair, children, parents, name, draft);
  }

  /** A child in a state. Throws the refusal. */
  async bear(state: string): Promise<void> {
    const { child, path } = this.pair;
    const { example, collection } = child;
    const record = {
      ...example.record(),
      ...this.draft,
      ...(example.under?.[path]?.(this.name) ?? { [path]: this.name }),
      ...{ name: `${collection.name}/${randomUUID()}`, etag: '', state },
    };
    const { name } = await this.children.create({ requestId: randomUUID(), reason: '' }, this.caller, () => record);
    this.borne.push(name);
  }

  /** Takes the parent one step on. Throws the refusal. */
  async move(choose: (states: readonly string[]) => string): Promise<void> {
    const { parent } = this.pair;
    const request = { name: this.parents.nameIn(this.name), etag: '', requestId: randomUUID(), reason: '' };
    await this.parents.update(request, this.caller, (record) => {
      const states = leadsFrom(parent, record.state ?? '');
      return states.length === 0 ? record : { ...record, state: choose(states) };
    });
  }

  /** Waits until what follows the journal has read all that happened to them so far. */
  async caughtUp({ db }: Database): Promise<void> {
    const names = [this.name, ...this.borne];
    const [journal, positions] = [db.collection<Placed>('journal'), db.collection<Position>('positions')];
    await eventually(async () => {
      const unread = { _id: { $in: names }, '_ev.0': { $exists: true } };
      expect(await this.children.documents.countDocuments(unread)).toBe(0);
      expect(await this.parents.documents.countDocuments(unread)).toBe(0);
      const last = await journal.findOne({ aggregate: { $in: names } }, { sort: { _id: -1 } });
      const read = await positions.findOne({ _id: /^cascade:/ });
      expect(read?.seq).toBeGreaterThanOrEqual(last?._id ?? 0);
    }, patienceMs);
  }

  /** Children that should have gone along, or held the parent back. */
  async leftBehind(): Promise<string[]> {
    const parent = await this.parents.get(this.parents.nameIn(this.name), this.caller);
    const fate = this.pair.rule.on[parent.state ?? ''];
    if (fate === undefined || 'keep' in fate) return [];
    const left: string[] = [];
    for (const name of this.borne) {
      const child = await this.children.get(this.children.nameIn(name), this.caller);
      const { state = '' } = child;
      if (!statesOf(fate).includes(state) || !this.named(child)) continue;
      if ('cascade' in fate && isDeepStrictEqual(fate.by(child, parent, new Date()), child)) continue;
      left.push(`${name} is ${state} under ${parent.state ?? ''}`);
    }
    return left;
  }

  private named(child: Stored): boolean {
    return JSON.stringify(child).includes(`"${this.name}"`);
  }
}

const fatesOf = ({ on, removed }: Parent<Stored>): Fate<Stored, Stored>[] =>
  [...Object.values(on), removed].filter((fate) => fate !== undefined);

/** States to which steps lead from one. */
const leadsFrom = ({ model }: Noun, state: string): string[] =>
  Object.values(model.arrows[state] ?? {}).map((arrow) => (typeof arrow === 'string' ? arrow : arrow.to));

/** Children whom a fate concerns. */
function statesOf(fate: Fate<Stored, Stored> | undefined): readonly string[] {
  if (fate === undefined || 'keep' in fate) return [];
  if ('cascade' in fate) return fate.cascade;
  return fate.restrict;
}

/** Refusals are answers: a walk goes where it may. */
async function settled(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
  }
}

const pick = <T>(random: () => number, from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;

/** The same numbers for the same seed: mulberry32. */
function randomFrom(seed: number): () => number {
  let a = seed + 1;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
