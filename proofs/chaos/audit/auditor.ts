import { Journal, verify, type Position } from '@doorstep/events';
import type { Entry } from '@doorstep/contracts/events/v1/journal.js';
import { mongo } from 'mongoose';
import { readApps } from '../../../tools/platform/apps.ts';
import { ROOT } from '../../../tools/platform/platform.ts';
import type { Client } from '../client.ts';
import { figuresFlaws, servedFlaws } from './figures.ts';
import { until } from '../fleet.ts';
import type { Story } from '../load.ts';
import { onRedis } from '../servers.ts';
import { counting, writing } from '../victims.ts';

/** What was found; every list is empty where all is well. */
export interface Findings {
  readonly lost: readonly string[];
  readonly doubled: readonly string[];
  readonly journal: readonly string[];
  readonly figures: readonly string[];
  readonly letters: readonly string[];
}

/** A stored record, as far as the auditor looks. */
interface Stored {
  readonly _id: string;
  readonly _v: number;
  readonly state?: string;
  readonly title?: string;
}

/** Longer than a transaction of a killed process can hold what it touched, and than a lease. */
const settleMs = 100_000;

/** Looks into the databases, behind the back of the platform, after everybody went home; figures it asks as well. */
export class Auditor {
  private readonly client: mongo.MongoClient;
  private readonly redisUri: string;
  private readonly api: Client;
  /** The services whose journals are counted. */
  private readonly owners: readonly string[];

  private constructor(mongoUri: string, redisUri: string, api: Client, owners: readonly string[]) {
    this.client = new mongo.MongoClient(mongoUri);
    this.redisUri = redisUri;
    this.api = api;
    this.owners = owners;
  }

  static async of(mongoUri: string, redisUri: string, api: Client): Promise<Auditor> {
    const counter = (await readApps(ROOT)).find(({ name }) => name === counting);
    return new Auditor(mongoUri, redisUri, api, counter?.peers ?? []);
  }

  async close(): Promise<void> {
    await this.client.close();
  }

  db(service: string): mongo.Db {
    return this.client.db(`doorstep_${service}`);
  }

  /** Waits until no event waits and every consumer has read to the end, then compares everything with everything. */
  async audit(stories: readonly Story[]): Promise<Findings> {
    const unsettled = await until(() => this.settled(), 'events wait, or a consumer is behind', settleMs).then(
      () => [],
      async (error: unknown) => [`${String(error)}: ${await this.whatWaits()}`],
    );
    const { owners } = this;
    const journal = (await Promise.all(owners.map((owner) => this.journalFlaws(owner)))).flat();
    const owned = (service: string): mongo.Db => this.db(service);
    return {
      ...(await this.storiesFlaws(stories)),
      journal: [...unsettled, ...journal],
      figures: [...(await figuresFlaws(this.db(counting), owned)), ...(await servedFlaws(this.api, owned))],
      letters: (await Promise.all([...owners, counting].map((service) => this.lettersOf(service)))).flat(),
    };
  }

  private async settled(): Promise<boolean> {
    return (await this.whatWaits()) === '';
  }

  private async whatWaits(): Promise<string> {
    for (const owner of this.owners) {
      for (const collection of await this.recordsOf(owner)) {
        const waits = await this.db(owner)
          .collection(collection)
          .countDocuments({ '_ev.0': { $exists: true } });
        if (waits > 0) return `${String(waits)} ${collection} hold events`;
      }
      const head = await new Journal(this.db(owner)).head();
      const read = await Promise.all([owner, counting].map((at) => this.positionsIn(at, owner)));
      const behind = read.flat().find(({ seq, epoch }) => seq !== head.seq || epoch !== head.epoch);
      if (behind) return `${behind._id} is at ${String(behind.seq)} of ${String(head.seq)}, epoch ${behind.epoch}`;
      if (head.seq > 0 && read[1]?.length === 0) return `nobody has counted ${owner}`;
    }
    return '';
  }

  /** How far the consumers that live in a database have come in a journal. */
  private positionsIn(service: string, source: string): Promise<Position[]> {
    return this.db(service)
      .collection<Position>('positions')
      .find({ _id: { $regex: `:${source}$` } })
      .toArray();
  }

  /** Collections of records: those whose documents have versions. */
  private async recordsOf(owner: string): Promise<string[]> {
    const db = this.db(owner);
    const names = (await db.listCollections({}, { nameOnly: true }).toArray()).map(({ name }) => name);
    const versioned = await Promise.all(
      names.map((name) => db.collection(name).findOne({ _v: { $exists: true } }, { projection: { _id: 1 } })),
    );
    return names.filter((_, i) => versioned[i] !== null);
  }

  private async storiesFlaws(stories: readonly Story[]): Promise<Pick<Findings, 'lost' | 'doubled'>> {
    const lost: string[] = [];
    const doubled: string[] = [];
    const needs = await this.db(writing)
      .collection<Stored>('needs')
      .find({}, { projection: { title: 1, _v: 1, state: 1 } })
      .toArray();
    const byTitle = Map.groupBy(needs, ({ title }) => title);
    for (const { title, name, acknowledged, open } of stories) {
      const found = byTitle.get(title) ?? [];
      const [need] = found;
      if (found.length > 1) doubled.push(`${title}: ${String(found.length)} records`);
      if (acknowledged > 0 && (need?._id !== name || need._v < acknowledged))
        lost.push(`${name}: ${String(acknowledged)} steps acknowledged, ${String(need?._v ?? 0)} there`);
      if (need && need._v > acknowledged + (open ? 1 : 0))
        doubled.push(`${name}: version ${String(need._v)} after ${String(acknowledged)} steps`);
    }
    return { lost, doubled };
  }

  /** Chain and completeness, then each record against its last entry, then the stream against the journal. */
  private async journalFlaws(owner: string): Promise<string[]> {
    const db = this.db(owner);
    const journal = new Journal(db);
    const flaw = await verify(journal.all());
    const flaws = flaw ? [`${owner}: entry ${String(flaw.seq)}: ${flaw.why}`] : [];
    const last = new Map<string, { version: number; state: string; count: number }>();
    const events = new Map<number, string>();
    for await (const { _id, event, aggregate, version, body } of journal.all()) {
      const { state } = JSON.parse(body) as { state: string };
      last.set(aggregate, { version, state, count: (last.get(aggregate)?.count ?? 0) + 1 });
      events.set(_id, event);
    }
    for (const collection of await this.recordsOf(owner)) {
      for await (const { _id, _v, state = '' } of db
        .collection<Stored>(collection)
        .find({}, { projection: { _v: 1, state: 1 } })) {
        const entry = last.get(_id);
        last.delete(_id);
        if (entry?.version !== _v || entry.count !== _v || entry.state !== state)
          flaws.push(`${_id}: version ${String(_v)} ${state}, journaled ${JSON.stringify(entry)}`);
      }
    }
    flaws.push(...[...last.keys()].map((name) => `${name}: journaled, but there is no record`));
    return [...flaws, ...(await this.streamFlaws(owner, (await journal.head()).epoch, events))];
  }

  /** A stream may lack what was lost; what it holds must be what the journal has at that place. */
  private async streamFlaws(owner: string, epoch: string, events: ReadonlyMap<number, string>): Promise<string[]> {
    const messages = await onRedis(this.redisUri, (redis) =>
      redis.xrange(`doorstep:journal:${owner}:${epoch}`, '-', '+'),
    );
    return messages.flatMap(([id, [, text = '{}']]) => {
      const { seq, eventId } = JSON.parse(text) as Entry;
      return events.get(seq) === eventId ? [] : [`stream of ${owner}: ${id} is not what was journaled there`];
    });
  }

  private async lettersOf(service: string): Promise<string[]> {
    const letters = await this.db(service).collection<{ _id: string; error: string }>('dead_letters').find().toArray();
    return letters.map(({ _id, error }) => `${_id}: ${error}`);
  }
}
