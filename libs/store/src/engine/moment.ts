import type { mongo } from 'mongoose';
import type { Document } from '../mapping/document.js';
import { folded, hold } from '../write/fold.js';

/** A document that a command relies on. */
export interface Read {
  readonly documents: mongo.Collection<Document>;
  readonly name: string;
}
/** Documents of a transaction that is not written yet: nobody else sees them. */
export interface View {
  /** Undefined where the transaction did not read it. */
  found(name: string): Document | undefined;
  /** All that it read of a collection. */
  of(documents: mongo.Collection<Document>): readonly Document[];
}

interface Kept {
  readonly read: Read;
  current: Document | undefined;
  readonly writes: mongo.UpdateFilter<Document>[];
  relied: boolean;
}

/**
 * The documents of the commands of one transaction: all are read at once, each command sees what the one before it left,
 * and all are written at once.
 */
export class Moment implements View {
  private readonly kept: ReadonlyMap<string, Kept>;

  private constructor(
    reads: readonly Read[],
    private readonly session: mongo.ClientSession,
  ) {
    this.kept = new Map(
      reads.map((read) => [read.name, { read, current: undefined, writes: [], relied: false }] as const),
    );
  }

  static async of(reads: readonly Read[], session: mongo.ClientSession): Promise<Moment> {
    const moment = new Moment(reads, session);
    for (const [documents, kept] of moment.byCollection([...moment.kept.values()])) {
      const names = kept.map(({ read }) => read.name);
      for (const row of await documents.find({ _id: { $in: names } }, { session }).toArray()) {
        const one = moment.kept.get(row._id);
        if (one) one.current = row;
      }
    }
    return moment;
  }

  /** A document as the commands before left it; undefined where there is none. */
  found(name: string): Document | undefined {
    return this.kept.get(name)?.current;
  }

  /** All of a collection, as the commands before left them. */
  of(documents: mongo.Collection<Document>): readonly Document[] {
    return [...this.kept.values()].flatMap(({ read, current }) =>
      read.documents === documents && current !== undefined ? [current] : [],
    );
  }

  /** What a command makes of a document; one without a write was only relied on. */
  change(name: string, current: Document, writes: readonly mongo.UpdateFilter<Document>[]): void {
    const one = this.kept.get(name);
    if (one === undefined) throw new Error(`the transaction did not read ${name}`);
    one.current = current;
    one.relied = true;
    one.writes.push(...writes);
  }

  /** Whoever changed one of them since it was read makes this a conflict, after which the transaction begins anew. */
  async write(): Promise<void> {
    const relied = [...this.kept.values()].filter((one) => one.relied);
    for (const [documents, kept] of this.byCollection(relied)) {
      const updates = kept.map(({ read, writes }) => ({
        updateOne: { filter: { _id: read.name }, update: writes.length > 0 ? folded(writes) : hold },
      }));
      const [first, ...more] = updates;
      // One alone says of an error what it is about, which many at once do not.
      if (first && more.length === 0)
        await documents.updateOne(first.updateOne.filter, first.updateOne.update, { session: this.session });
      else await documents.bulkWrite(updates, { session: this.session });
    }
  }

  private byCollection(kept: readonly Kept[]): ReadonlyMap<mongo.Collection<Document>, readonly Kept[]> {
    return Map.groupBy(kept, ({ read }) => read.documents);
  }
}
