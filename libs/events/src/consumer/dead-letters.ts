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
  /** When an operator asked for it to be taken in once more; none where nobody did, or where that was done. */
  readonly asked?: Date;
}

/** Which letters an operator means. */
export interface Wanted {
  readonly group?: string;
  readonly source?: string;
  readonly _id?: string;
}

export class DeadLetters {
  private readonly letters: mongo.Collection<DeadLetter>;

  constructor(
    db: mongo.Db,
    private readonly now: () => Date,
  ) {
    this.letters = db.collection('dead_letters');
  }

  /** Sets an entry aside; or aside again, where it was taken in once more and harms still. */
  async add(group: string, source: string, entry: Entry, error: unknown, session?: mongo.ClientSession): Promise<void> {
    const _id = `${group}:${source}:${String(entry.seq)}`;
    const letter = { group, source, entry, error: String(error), time: this.now() };
    const change = { $set: letter, $unset: { asked: '' } } as const;
    await this.letters.updateOne({ _id }, change, { upsert: true, ...(session && { session }) });
  }

  /** Letters in the order of their entries. */
  list(wanted: Wanted = {}): Promise<DeadLetter[]> {
    return this.letters
      .find({ ...wanted })
      .sort({ group: 1, source: 1, 'entry.seq': 1 })
      .toArray();
  }

  /** Asks whichever consumer follows their group to take letters in once more. @returns how many. */
  async ask(wanted: Wanted): Promise<number> {
    const { matchedCount } = await this.letters.updateMany({ ...wanted }, { $set: { asked: this.now() } });
    return matchedCount;
  }

  /** Those of a group that somebody asked for. */
  asked(group: string, source: string): Promise<DeadLetter[]> {
    return this.letters
      .find({ group, source, asked: { $exists: true } })
      .sort({ 'entry.seq': 1 })
      .toArray();
  }

  /** Forgets all of a group: it reads the journal from its beginning, where what harms still is set aside again. */
  async forget(group: string, source: string, session: mongo.ClientSession): Promise<void> {
    await this.letters.deleteMany({ group, source }, { session });
  }

  async remove(_id: string, session: mongo.ClientSession): Promise<void> {
    await this.letters.deleteOne({ _id }, { session });
  }
}
