import { collectionOf, indexed, type Database } from '@doorstep/store';
import type { mongo } from 'mongoose';

/** A record's place in a figure: what the drill-down shows. */
export interface Row {
  /** `generation|figure|record`. */
  readonly _id: string;
  readonly g: number;
  readonly figure: string;
  readonly record: string;
  readonly version: number;
  readonly from: string;
  readonly until: string;
  readonly division: string;
  /** The division and all above it. */
  readonly path: readonly string[];
  readonly by: Readonly<Record<string, string>>;
  /** `figure|thing`, where several records may stand for one thing that is counted. */
  readonly unit?: string;
}

/** A day's counter of a division, in all (`dimension` empty) or in one place of a dimension. */
export interface DayCounter {
  /** `generation|figure|division|dimension|key|day|size`. */
  readonly _id: string;
  readonly g: number;
  readonly figure: string;
  readonly division: string;
  readonly parent: string;
  readonly dimension: string;
  readonly key: string;
  readonly day: string;
  /** Of a median, how many records stand for each of the things counted here; 0 otherwise. */
  readonly size: number;
  readonly n: number;
}

/** Which generation of a source's figures is read, and which is written: another one while they are built anew. */
interface Generation {
  /** The source, `matching`. */
  readonly _id: string;
  readonly serving: number;
  readonly building: number;
}

export interface FigureCollections {
  readonly rows: mongo.Collection<Row>;
  readonly days: mongo.Collection<DayCounter>;
  readonly generations: mongo.Collection<Generation>;
}

/** With the indexes by which figures are read: a year costs the same however many records stand behind it. */
/** @public `npm run indexes` finds collections by what their files export. */
export const figureRows = indexed(
  'figure_rows',
  { key: { g: 1, figure: 1, path: 1, from: 1, _id: 1 } },
  { key: { unit: 1, g: 1 }, sparse: true },
);
/** @public `npm run indexes` finds collections by what their files export. */
export const figureDays = indexed(
  'figure_days',
  { key: { g: 1, figure: 1, division: 1, day: 1 } },
  { key: { g: 1, figure: 1, parent: 1, dimension: 1, day: 1 } },
);

export const figureCollections = ({ connection, db }: Database): FigureCollections => ({
  rows: collectionOf(connection, figureRows),
  days: collectionOf(connection, figureDays),
  generations: db.collection('figure_generations'),
});
