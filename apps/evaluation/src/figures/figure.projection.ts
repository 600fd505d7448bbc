import { Inject, Injectable } from '@nestjs/common';
import { Kind } from '@doorstep/contracts/figures/v1/kind.js';
import type { Entry } from '@doorstep/contracts/events/v1/journal.js';
import { dayOf, divisionPath } from '@doorstep/domain';
import type { EventBody } from '@doorstep/events';
import { Database } from '@doorstep/store';
import type { mongo } from 'mongoose';
import { Sources } from '../peers.js';
import { figureCollections, type FigureCollections, type Row } from './figure.collections.js';
import { definitionOf } from './figure.catalogue.js';
import { interval, never, shares } from './figure.js';
import { counterWrites, type RowChange } from './figure.counters.js';

/** Consumer group of the figures; its positions say how far they have counted. */
export const group = 'figures';
/** A shorter batch means that the journal has been read to its end. */
const fullBatch = 500;

/** Counts the records of other services from their journals: rows and day counters, in the transaction of the position. */
@Injectable()
export class FigureProjection {
  private readonly figures: FigureCollections;

  constructor(database: Database, @Inject(Sources) sources: Pick<Sources, 'follow'>) {
    this.figures = figureCollections(database);
    sources.follow(group, (source) => ({
      project: (entries, session) => this.project(source, entries, session),
      reset: (session) => this.reset(source, session),
    }));
  }

  /** Counts a batch. A record counts by its latest version, so that a repeat changes nothing. */
  async project(source: string, entries: readonly Entry[], session: mongo.ClientSession): Promise<void> {
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
      const counters = counterWrites(changes, await this.siblings(g, changes, session));
      if (counters.length > 0) await this.figures.days.bulkWrite(counters, { session, ordered: false });
    }
    if (entries.length < fullBatch)
      await this.figures.generations.updateOne({ _id: source }, { $set: { serving: g } }, { session });
  }

  /** The rows of other records that stand for the same things as those that changed. */
  private siblings(g: number, changes: readonly RowChange[], session: mongo.ClientSession): Promise<Row[]> {
    const units = new Set(
      changes.flatMap(({ before, after }) => [before?.unit, after.unit]).filter((unit) => unit !== undefined),
    );
    if (units.size === 0) return Promise.resolve([]);
    const changed = changes.map(({ after }) => after._id);
    return this.figures.rows.find({ unit: { $in: [...units] }, g, _id: { $nin: changed } }, { session }).toArray();
  }

  /** Another epoch of the source: a new generation is built beside the one that is read. */
  async reset(source: string, session: mongo.ClientSession): Promise<void> {
    await this.building(source, session);
    await this.figures.generations.updateOne({ _id: source }, { $inc: { building: 1 } }, { session });
  }

  private async building(source: string, session: mongo.ClientSession): Promise<number> {
    const generation = await this.figures.generations.findOneAndUpdate(
      { _id: source },
      { $setOnInsert: { serving: 1, building: 1 } },
      { upsert: true, returnDocument: 'after', session },
    );
    return generation?.building ?? 1;
  }
}

const kindOf = (figure: string): Kind => definitionOf(figure)?.kind ?? Kind.UNSPECIFIED;

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
    .map(({ figure, counted, day, by, of = record }) => ({
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
        ...(shares(kindOf(figure)) && { unit: `${figure}|${of}` }),
      },
      counted,
      day,
      effectiveDay: dayOf(new Date(effectiveTime)),
    }));
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
  if (before && before.version >= row.version) return undefined;
  return { ...row, ...interval(kindOf(row.figure), before ?? never, { counted, day }, effectiveDay) };
}
