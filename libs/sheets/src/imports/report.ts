import type { PageRequest } from '@doorstep/aip';
import { Fault as ToldFault } from '@doorstep/contracts/imports/v1/fault.js';
import type { Database } from '@doorstep/store';
import type { Collection } from 'mongodb';
import type { Fault } from '../entries.js';

interface StoredFault {
  readonly _id: { readonly import: string; readonly n: number };
  readonly fault: ToldFault;
}

/** How far the step under way is. */
interface Progress {
  readonly done: number;
  readonly total: number;
}

/** What is wrong beyond this nobody reads. */
const most = 10_000;
const defaultPage = 50;

/** What is told of imports besides their records: how far they are, and what is wrong with their lines. */
export class ImportReport {
  private readonly faults: Collection<StoredFault>;
  private readonly progress: Collection<Progress & { readonly _id: string }>;

  constructor({ db }: Database) {
    this.faults = db.collection('import_faults');
    this.progress = db.collection('import_progress');
  }

  async prepare(): Promise<void> {
    await this.faults.createIndexes([{ key: { '_id.import': 1, '_id.n': 1 } }]);
  }

  /** Begins a report anew. */
  async clear(name: string, total: number): Promise<void> {
    await this.faults.deleteMany({ '_id.import': name });
    await this.proceed(name, 0, total);
  }

  /** @param from how many were told before. */
  async tell(name: string, faults: readonly Fault[], from: number): Promise<void> {
    const rows = faults.slice(0, Math.max(0, most - from)).map(({ line, column, rule, text }, at) => {
      return { _id: { import: name, n: from + at }, fault: { line, column, rule, ...text } };
    });
    if (rows.length > 0) await this.faults.insertMany(rows);
  }

  async proceed(name: string, done: number, total: number): Promise<void> {
    await this.progress.updateOne({ _id: name }, { $set: { done, total } }, { upsert: true });
  }

  async progressOf(name: string): Promise<Progress> {
    return (await this.progress.findOne({ _id: name })) ?? { done: 0, total: 0 };
  }

  /** A page of what is wrong, by lines. */
  async page(name: string, { pageSize, pageToken }: PageRequest) {
    const [from, size] = [Number(pageToken) || 0, pageSize || defaultPage];
    const rows = await this.faults
      .find({ '_id.import': name, '_id.n': { $gte: from } })
      .sort({ '_id.import': 1, '_id.n': 1 })
      .limit(size + 1)
      .toArray();
    const faults = rows.slice(0, size).map(({ fault }) => ToldFault.fromPartial(fault));
    return { faults, nextPageToken: rows.length > size ? String(from + size) : '' };
  }
}
