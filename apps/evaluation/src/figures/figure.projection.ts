import { Inject, type OnModuleInit } from '@nestjs/common';
import type { Entry } from '@doorstep/contracts/events/v1/journal.js';
import { dayOf, divisionPath, parentOf } from '@doorstep/domain';
import type { EventBody, JournalReader } from '@doorstep/events';
import { ownCaller } from '@doorstep/runtime';
import { Database, Store } from '@doorstep/store';
import type { AnyBulkWriteOperation, ClientSession } from 'mongodb';
import { MatchingJournal, StationsJournal, type Journals } from '../peers.js';
import {
  figureCollections,
  prepareFigures,
  type DayCounter,
  type FigureCollections,
  type Row,
} from './figure.collections.js';
import { definitionOf, interval, never, steps } from './figure.js';

/** Consumer group of the figures; its positions say how far they have counted. */
export const group = 'figures';
/** A shorter batch means that the journal has been read to its end. */
const fullBatch = 500;

/** Counts the records of other services from their journals: rows and day counters, in the transaction of the position. */
export class FigureProjection implements OnModuleInit {
  private readonly figures: FigureCollections;

  constructor(
    @Inject(Database) database: Database,
    @Inject(Store) store: Store,
    @Inject(StationsJournal) stations: Journals,
    @Inject(MatchingJournal) matching: Journals,
  ) {
    this.figures = figureCollections(database);
    for (const [source, journal] of [
      ['stations', stations],
      ['matching', matching],
    ] as const) {
      store.consume({
        group,
        source,
        reader: readerOf(journal),
        digest: {
          project: (entries, session) => this.project(source, entries, session),
          reset: (session) => this.reset(source, session),
        },
      });
    }
  }

  onModuleInit(): Promise<void> {
    return prepareFigures(this.figures);
  }

  /** Counts a batch. A record counts by its latest version, so that a repeat changes nothing. */
  async project(source: string, entries: readonly Entry[], session: ClientSession): Promise<void> {
    const g = await this.building(source, session);
    const facts = entries.flatMap((entry) => factsOf(g, entry));
    const known = await this.figures.rows
      .find({ _id: { $in: facts.map(({ row }) => row._id) } }, { session })
      .toArray();
    const changes = changesOf(facts, new Map(known.map((row) => [row._id, row])));
    if (changes.length > 0) {
      const rows = changes.map(({ after }) => ({
        replaceOne: { filter: { _id: after._id }, replacement: after, upsert: true },
      }));
      await this.figures.rows.bulkWrite(rows, { session, ordered: false });
      const counters = counterWrites(changes);
      if (counters.length > 0) await this.figures.days.bulkWrite(counters, { session, ordered: false });
    }
    if (entries.length < fullBatch)
      await this.figures.generations.updateOne({ _id: source }, { $set: { serving: g } }, { session });
  }

  /** Another epoch of the source: a new generation is built beside the one that is read. */
  async reset(source: string, session: ClientSession): Promise<void> {
    await this.building(source, session);
    await this.figures.generations.updateOne({ _id: source }, { $inc: { building: 1 } }, { session });
  }

  private async building(source: string, session: ClientSession): Promise<number> {
    const generation = await this.figures.generations.findOneAndUpdate(
      { _id: source },
      { $setOnInsert: { serving: 1, building: 1 } },
      { upsert: true, returnDocument: 'after', session },
    );
    return generation?.building ?? 1;
  }
}

const readerOf = (journal: Journals): JournalReader => ({
  read: (epoch, after, limit) => journal.readEntries({ epoch, after, limit }, ownCaller('evaluation', 'figures')),
});

/** What an event says of one record in one figure, not yet compared with what is known. */
interface Fact {
  readonly row: Row;
  readonly counted: boolean;
  readonly day: string;
  readonly effectiveDay: string;
}

function factsOf(g: number, { aggregate: record, version, body }: Entry): Fact[] {
  const { figures, division, effectiveTime } = JSON.parse(body) as EventBody;
  return figures
    .filter(({ figure }) => definitionOf(figure) !== undefined)
    .map(({ figure, counted, day, by }) => ({
      row: {
        _id: `${String(g)}|${figure}|${record}`,
        g,
        figure,
        record,
        version,
        ...never,
        division,
        path: divisionPath(division),
        by,
      },
      counted,
      day,
      effectiveDay: dayOf(new Date(effectiveTime)),
    }));
}

interface RowChange {
  readonly before: Row | undefined;
  readonly after: Row;
}

/** What a batch changes, record by record: facts are taken in order, each upon what the one before left. */
function changesOf(facts: readonly Fact[], known: ReadonlyMap<string, Row>): RowChange[] {
  const rows = new Map(known);
  for (const fact of facts) {
    const after = rowAfter(fact, rows.get(fact.row._id));
    if (after !== undefined) rows.set(after._id, after);
  }
  return [...rows].flatMap(([id, after]) => (after === known.get(id) ? [] : [{ before: known.get(id), after }]));
}

/** The row after a fact; undefined where it is known already. */
function rowAfter({ row, counted, day, effectiveDay }: Fact, before: Row | undefined): Row | undefined {
  const kind = definitionOf(row.figure)?.kind;
  if (kind === undefined || (before && before.version >= row.version)) return undefined;
  return { ...row, ...interval(kind, before ?? never, { counted, day }, effectiveDay) };
}

/** Moves the day counters of every division above a record, in all and in each dimension, by what changed. */
function counterWrites(changes: readonly RowChange[]): AnyBulkWriteOperation<DayCounter>[] {
  const moved = new Map<string, { place: Omit<DayCounter, '_id' | 'n'>; n: number }>();
  for (const { before, after } of changes) {
    for (const [row, sign] of [
      [before, -1],
      [after, 1],
    ] as const) {
      if (row === undefined) continue;
      for (const { day, n } of steps(row)) {
        for (const place of placesOf(row, day)) {
          const key = Object.values(place).join('|');
          moved.set(key, { place, n: (moved.get(key)?.n ?? 0) + sign * n });
        }
      }
    }
  }
  return [...moved]
    .filter(([, { n }]) => n !== 0)
    .map(([_id, { place, n }]) => ({
      updateOne: { filter: { _id }, update: { $inc: { n }, $setOnInsert: place }, upsert: true },
    }));
}

const placesOf = ({ g, figure, path, by }: Row, day: string): Omit<DayCounter, '_id' | 'n'>[] =>
  path.flatMap((division) =>
    [['', ''], ...Object.entries(by)].map(([dimension = '', key = '']) => ({
      g,
      figure,
      division,
      parent: parentOf(division),
      dimension,
      key,
      day,
    })),
  );
