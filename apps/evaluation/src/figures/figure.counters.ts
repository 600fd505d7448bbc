import { Kind } from '@doorstep/contracts/figures/v1/kind.js';
import { parentOf } from '@doorstep/domain';
import type { mongo } from 'mongoose';
import { definitionOf } from './figure.catalogue.js';
import type { DayCounter, Row } from './figure.collections.js';
import { steps } from './figure.js';

/** A record's place in a figure, before and after a batch. */
export interface RowChange {
  readonly before: Row | undefined;
  readonly after: Row;
}

/** The records that stand for one thing: mostly one. */
interface Unit {
  readonly before: Row[];
  readonly after: Row[];
}

type Place = Omit<DayCounter, '_id' | 'n' | 'day' | 'size'>;
type Moved = Map<string, { place: Omit<DayCounter, '_id' | 'n'>; n: number }>;

/**
 * Moves the day counters of every division above the records, in all and in each dimension, by what changed.
 * @param siblings rows that did not change and stand for the same things as some that did.
 */
export function counterWrites(
  changes: readonly RowChange[],
  siblings: readonly Row[],
): mongo.AnyBulkWriteOperation<DayCounter>[] {
  const moved: Moved = new Map();
  for (const { before, after } of unitsOf(changes, siblings).values()) {
    move(moved, before, -1);
    move(moved, after, 1);
  }
  return [...moved]
    .filter(([, { n }]) => n !== 0)
    .map(([_id, { place, n }]) => ({
      updateOne: { filter: { _id }, update: { $inc: { n }, $setOnInsert: place }, upsert: true },
    }));
}

function unitsOf(changes: readonly RowChange[], siblings: readonly Row[]): Map<string, Unit> {
  const units = new Map<string, Unit>();
  const unitOf = ({ _id, unit = _id }: Row): Unit => {
    const known = units.get(unit) ?? { before: [], after: [] };
    units.set(unit, known);
    return known;
  };
  for (const { before, after } of changes) {
    if (before) unitOf(before).before.push(before);
    unitOf(after).after.push(after);
  }
  for (const row of siblings) {
    unitOf(row).before.push(row);
    unitOf(row).after.push(row);
  }
  return units;
}

/** Adds what the rows of one thing count, or takes it away. */
function move(moved: Moved, rows: readonly Row[], sign: 1 | -1): void {
  const kind = definitionOf(rows[0]?.figure ?? '')?.kind ?? Kind.UNSPECIFIED;
  for (const { place, of } of placesOf(rows)) {
    for (const { day, size, n } of steps(kind, of)) {
      const at = { ...place, day, size };
      const key = Object.values(at).join('|');
      moved.set(key, { place: at, n: (moved.get(key)?.n ?? 0) + sign * n });
    }
  }
}

/** Every place in which one of the rows counts, with those that do. */
function placesOf(rows: readonly Row[]): Iterable<{ readonly place: Place; readonly of: Row[] }> {
  const places = new Map<string, { place: Place; of: Row[] }>();
  for (const row of rows) {
    const { g, figure, path, by } = row;
    for (const division of path) {
      for (const [dimension = '', key = ''] of [['', ''], ...Object.entries(by)]) {
        const place = { g, figure, division, parent: parentOf(division), dimension, key };
        const id = [division, dimension, key].join('|');
        const known = places.get(id) ?? { place, of: [] };
        known.of.push(row);
        places.set(id, known);
      }
    }
  }
  return places.values();
}
