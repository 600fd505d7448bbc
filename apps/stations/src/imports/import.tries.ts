import { DomainError } from '@doorstep/domain';
import { collectionOf, Database } from '@doorstep/store';
import { Injectable } from '@nestjs/common';
import type { mongo } from 'mongoose';
import { importTries, type StoredTries } from './import.collections.js';

/** A step is begun so often, and so often put off because something is away: a minute or more. */
const most = { begun: 3, away: 60 } as const;

/** Counts how often the steps of imports are tried. What harms twice must not hold up others, nor do so after a restart. */
@Injectable()
export class ImportTries {
  private readonly tries: mongo.Collection<StoredTries>;

  constructor({ connection }: Database) {
    this.tries = collectionOf(connection, importTries);
  }

  /**
   * Does a step, unless it was tried too often. @returns whether it is given up. Throws what it throws, to be tried again.
   * @param id of the event that asks for it.
   */
  async givesUp(id: string, step: () => Promise<void>): Promise<boolean> {
    const { begun, away } = await this.count(id, { begun: 1 });
    if (begun > most.begun || away >= most.away) return true;
    try {
      await step();
      await this.tries.deleteOne({ _id: id });
      return false;
    } catch (error) {
      if (error instanceof DomainError && error.kind === 'UNAVAILABLE') {
        if ((await this.count(id, { begun: -1, away: 1 })).away < most.away) throw error;
      } else if (begun < most.begun) throw error;
      return true;
    }
  }

  private async count(id: string, inc: { readonly begun: number; readonly away?: number }) {
    const counting = { $inc: inc, $set: { time: new Date() } };
    const found = await this.tries.findOneAndUpdate({ _id: id }, counting, { upsert: true, returnDocument: 'after' });
    return { begun: found?.begun ?? 0, away: found?.away ?? 0 };
  }
}
