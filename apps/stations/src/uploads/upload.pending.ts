import { collectionOf, type Database } from '@doorstep/store';
import type { mongo } from 'mongoose';
import { pendingUploads, type Pending } from '../evidence/evidence.collections.js';
import type { Budgets } from './upload.budget.js';
import type { Files } from '../files/file.grid.js';

const majority = { writeConcern: { w: 'majority', j: true } } as const;
/** No upload takes so long. */
const ageMs = 3_600_000;
const batch = 100;

/**
 * The files that come in or go, noted before anything of them is there: whoever is killed in between leaves a note, and
 * with it the way to what must be erased.
 */
export class Uploads {
  private readonly pending: mongo.Collection<Pending>;

  constructor(
    database: Database,
    private readonly files: Files,
    private readonly budgets: Pick<Budgets, 'release'>,
    private readonly now: () => Date,
  ) {
    this.pending = collectionOf(database.connection, pendingUploads);
  }

  /** Takes note of a file that comes in or goes. @returns when. */
  async begin(id: string): Promise<Date> {
    const time = this.now();
    await this.pending.updateOne({ _id: id }, { $set: { time } }, { upsert: true, ...majority });
    return time;
  }

  /** Whether the file is still there to get its record; a process that stood still for long may find it erased. */
  async holds(id: string, begun: Date): Promise<boolean> {
    const time = this.now();
    if (time.getTime() - begun.getTime() < ageMs / 2) return true;
    return (await this.pending.updateOne({ _id: id }, { $set: { time } }, majority)).matchedCount > 0;
  }

  /** The file has its record; where the note outlives this, the sweep will see so. */
  async done(id: string): Promise<void> {
    await this.pending.deleteOne({ _id: id });
  }

  /** Erases a file that has no record, or no longer one. */
  async discard(id: string): Promise<void> {
    await this.files.erase(id);
    await this.budgets.release(id);
    await this.done(id);
  }

  /** Erases what was left behind, but for files that have their record. @returns how many it erased. */
  async sweep(isKept: (id: string) => Promise<boolean>): Promise<number> {
    const before = new Date(this.now().getTime() - ageMs);
    let erased = 0;
    for (;;) {
      const left = await this.pending
        .find({ time: { $lt: before } })
        .sort({ time: 1 })
        .limit(batch)
        .toArray();
      for (const { _id } of left) {
        if (await isKept(_id)) await this.done(_id);
        else {
          await this.discard(_id);
          erased += 1;
        }
      }
      if (left.length < batch) return erased;
    }
  }
}
