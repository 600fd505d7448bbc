import type { Entry } from '@doorstep/contracts/events/v1/journal.js';
import type { mongo } from 'mongoose';

/** An entry that a consumer could not digest, set aside so that the rest goes on. */
export interface DeadLetter {
  /** `group:source:seq`. */
  readonly _id: string;
  readonly group: string;
  readonly source: string;
  readonly entry: Entry;
  /** What the handler threw; never personal data, since entries hold none. */
  readonly error: string;
  readonly time: Date;
}

export class DeadLetters {
  private readonly letters: mongo.Collection<DeadLetter>;

  constructor(
    db: mongo.Db,
    private readonly now: () => Date,
  ) {
    this.letters = db.collection('dead_letters');
  }

  async add(group: string, source: string, entry: Entry, error: unknown, session: mongo.ClientSession): Promise<void> {
    const _id = `${group}:${source}:${String(entry.seq)}`;
    const letter = { group, source, entry, error: String(error), time: this.now() };
    await this.letters.updateOne({ _id }, { $set: letter }, { upsert: true, session });
  }

  list(group: string): Promise<DeadLetter[]> {
    return this.letters.find({ group }).sort({ _id: 1 }).toArray();
  }

  async remove(_id: string, session: mongo.ClientSession): Promise<void> {
    await this.letters.deleteOne({ _id }, { session });
  }
}
