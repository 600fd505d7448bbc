import { ImportFault } from '@doorstep/contracts/stations/v1/import.js';
import type { Fault } from '@doorstep/sheets';
import { Database } from '@doorstep/store';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Collection } from 'mongodb';

interface StoredFault {
  readonly _id: { readonly import: string; readonly n: number };
  readonly fault: ImportFault;
}
interface Progress {
  readonly _id: string;
  readonly done: number;
}

/** What is wrong beyond this nobody reads. */
const most = 10_000;
const defaultPage = 50;

/** What is told of imports besides their records: how far they are, and what is wrong with their lines. */
@Injectable()
export class ImportReport implements OnModuleInit {
  private readonly faults: Collection<StoredFault>;
  private readonly progress: Collection<Progress>;

  constructor({ db }: Database) {
    this.faults = db.collection('import_faults');
    this.progress = db.collection('import_progress');
  }

  async onModuleInit(): Promise<void> {
    await this.faults.createIndexes([{ key: { '_id.import': 1, '_id.n': 1 } }]);
  }

  /** Begins a report anew. */
  async clear(name: string): Promise<void> {
    await this.faults.deleteMany({ '_id.import': name });
    await this.proceed(name, 0);
  }

  /** @param from how many were told before. */
  async tell(name: string, faults: readonly Fault[], from: number): Promise<void> {
    const rows = faults.slice(0, Math.max(0, most - from)).map(({ line, column, rule, text }, at) => {
      return { _id: { import: name, n: from + at }, fault: { line, column, rule, ...text } };
    });
    if (rows.length > 0) await this.faults.insertMany(rows);
  }

  async proceed(name: string, done: number): Promise<void> {
    await this.progress.updateOne({ _id: name }, { $set: { done } }, { upsert: true });
  }

  async doneOf(name: string): Promise<number> {
    return (await this.progress.findOne({ _id: name }))?.done ?? 0;
  }

  /** A page of what is wrong, by lines. */
  async page(name: string, pageSize: number, pageToken: string) {
    const [from, size] = [Number(pageToken) || 0, pageSize || defaultPage];
    const rows = await this.faults
      .find({ '_id.import': name, '_id.n': { $gte: from } })
      .sort({ '_id.import': 1, '_id.n': 1 })
      .limit(size + 1)
      .toArray();
    const faults = rows.slice(0, size).map(({ fault }) => ImportFault.fromPartial(fault));
    return { faults, nextPageToken: rows.length > size ? String(from + size) : '' };
  }
}
