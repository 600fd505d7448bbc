import { audience, samePlace } from '@doorstep/domain';
import { act } from './act.js';
import type { Repository } from '../write/repository.js';
import type { Stored } from '../mapping/definition.js';
import { brokenIndex } from '../engine/driver-errors.js';
import type { Engine } from '../engine/engine.js';

/** A division that was merged: its code, that of the one that took over, and since when. */
export interface Merger {
  readonly code: string;
  readonly mergedInto: string;
  readonly stateTime?: Date | undefined;
}

/** Longer than any request is under way, and than a replica takes to hear of a merger. */
const settleMs = 60_000;
/** Records of one collection that one look moves, so that clocks are not kept waiting. */
const most = 200;

/**
 * The divisions that were merged. Nothing new is recorded in one; what lies in it moves to its successor, record by
 * record, by ordinary changes. A sweep may be cut off at any point and begins again; a merger is over when a minute
 * after it was heard of nothing is found.
 */
export class Mergers {
  private known: ReadonlyMap<string, Merger> = new Map();
  private readonly heard = new Map<string, number>();
  private readonly over = new Set<string>();

  /** Takes what the tree tells: every division that was merged so far. */
  hear(found: readonly Merger[], now: Date): void {
    this.known = new Map(found.map((merger) => [merger.code, merger]));
    for (const { code } of found) if (!this.heard.has(code)) this.heard.set(code, now.getTime());
  }

  /** Code of the division that took over; undefined while a division is in force. */
  successorOf(code: string): string | undefined {
    return this.known.get(code)?.mergedInto;
  }

  /** Moves what still lies in merged divisions. @returns whether there may be more. */
  async sweep(collections: readonly Repository<Stored>[], engine: Engine, onError: OnError): Promise<boolean> {
    const now = engine.now();
    let more = false;
    for (const [from, { mergedInto, stateTime = now }] of this.known) {
      if (this.over.has(from)) continue;
      let moved = 0;
      for (const records of collections)
        moved += await moveSome(records, engine, { from, to: mergedInto, since: stateTime, now }, onError);
      more ||= moved >= most;
      if (moved === 0 && now.getTime() - (this.heard.get(from) ?? 0) > settleMs) this.over.add(from);
    }
    return more;
  }
}

type OnError = (error: unknown) => void;
interface Way {
  readonly from: string;
  readonly to: string;
  /** When the merger took effect. */
  readonly since: Date;
  readonly now: Date;
}

/** One that refuses is reported and does not hold up the rest. @returns how many moved. */
async function moveSome<T extends Stored>(
  records: Repository<T>,
  engine: Engine,
  way: Way,
  onError: OnError,
): Promise<number> {
  const { noun, documents } = records;
  if (noun.spec.division !== undefined) return 0;
  const lying = documents.find({ _aud: audience.division(way.from), division: way.from }, { projection: { _id: 1 } });
  let moved = 0;
  for await (const { _id } of lying.limit(most)) {
    try {
      if (await move(records, engine, _id, way)) moved += 1;
    } catch (error) {
      onError(error);
    }
  }
  return moved;
}

/** A record with its desk in the other division; where that has a record of its own, what the noun makes of this one. */
async function move<T extends Stored>(
  records: Repository<T>,
  engine: Engine,
  name: string,
  way: Way,
): Promise<boolean> {
  const { absorbed } = records.noun.spec;
  try {
    await act(records, engine, name, way.now, (record, { division }) => {
      if (division !== way.from) return undefined; // another replica was faster
      return { record: lyingIn(record, way.to), happening: 'moved', effective: way.now };
    });
    return true;
  } catch (error) {
    if (brokenIndex(error) === undefined || absorbed === undefined) throw error;
    await act(records, engine, name, way.now, (record) =>
      record.state === 'STATE_MERGED'
        ? undefined
        : { record: absorbed(record, way.to), happening: undefined, effective: endOf(record, way) },
    );
    return false;
  }
}

/** Whoever is absorbed counts until the merger took effect, though a step is never before the step before it. */
const endOf = ({ stateTime }: Stored, { since }: Way): Date => (stateTime && stateTime > since ? stateTime : since);

const lyingIn = <T extends Stored>(record: T, division: string): T => ({
  ...record,
  division,
  ...(record.waiting && { waiting: { ...record.waiting, desk: samePlace(record.waiting.desk, division) } }),
});
