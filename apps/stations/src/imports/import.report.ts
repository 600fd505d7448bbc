import type { PageRequest } from '@doorstep/aip';
import { Fault } from '@doorstep/contracts/sheets/v1/fault.js';
import { collectionOf, Database } from '@doorstep/store';
import { Injectable } from '@nestjs/common';
import type { mongo } from 'mongoose';
import { importFaults, type Progress, type StoredFault } from './import.collections.js';

interface Told extends Progress {
  /** What the check leaves out. */
  readonly notes?: readonly Fault[];
  /** What it waits for. */
  readonly waits?: Fault;
}

/** What is wrong beyond this nobody reads. */
const most = { faults: 10_000, textUnits: 400 };
const defaultPage = 50;

/** What is told of imports besides their records: how far they are, and what is wrong with their lines. */
@Injectable()
export class ImportReport {
  private readonly faults: mongo.Collection<StoredFault>;
  private readonly progress: mongo.Collection<Told & { readonly _id: string }>;
  /** Which files were recorded, by digest, noun and division. */
  private readonly files: mongo.Collection<{ readonly _id: string; readonly import: string }>;

  constructor({ connection, db }: Database) {
    this.faults = collectionOf(connection, importFaults);
    this.progress = db.collection('import_progress');
    this.files = db.collection('import_files');
  }

  /** Begins a report anew. */
  async clear(name: string, total: number): Promise<void> {
    await this.faults.deleteMany({ '_id.import': name });
    await this.proceed(name, 0, total);
  }

  /** @param from how many were told before. */
  async tell(name: string, faults: readonly Fault[], from: number): Promise<void> {
    const rows = faults.slice(0, Math.max(0, most.faults - from)).map((fault, at) => {
      return { _id: { import: name, n: from + at }, fault: bounded(fault) };
    });
    if (rows.length > 0) await this.faults.insertMany(rows);
  }

  async proceed(name: string, done: number, total: number): Promise<void> {
    await this.progress.updateOne({ _id: name }, { $set: { done, total } }, { upsert: true });
  }

  /** What the check of a sheet leaves out, in the place of what was told before. */
  async note(name: string, notes: readonly Fault[]): Promise<void> {
    await this.progress.updateOne({ _id: name }, { $set: { notes: notes.map(bounded) } }, { upsert: true });
  }

  /** What an import waits for; nothing any more where there is none. */
  async wait(name: string, waits: Fault | undefined): Promise<void> {
    await this.progress.updateOne({ _id: name }, waits ? { $set: { waits } } : { $unset: { waits: '' } });
  }

  /** What it waits for comes first of its notes, as long as it is under way: what is over waits for nothing. */
  async progressOf(name: string, underWay: boolean): Promise<Progress & { readonly notes: Fault[] }> {
    const { done = 0, total = 0, notes = [], waits } = (await this.progress.findOne({ _id: name })) ?? {};
    const told = underWay && waits ? [waits, ...notes] : notes;
    return { done, total, notes: told.map((note) => Fault.fromPartial(note)) };
  }

  /** The last import that recorded the lines of a file, by what names both. */
  async recordedBy(key: string): Promise<string | undefined> {
    return (await this.files.findOne({ _id: key }))?.import;
  }

  async recorded(key: string, by: string): Promise<void> {
    await this.files.updateOne({ _id: key }, { $set: { import: by } }, { upsert: true });
  }

  /** A page of what is wrong, by lines. */
  async page(name: string, { pageSize, pageToken }: PageRequest) {
    const [from, size] = [Number(pageToken) || 0, pageSize || defaultPage];
    const rows = await this.faults
      .find({ '_id.import': name, '_id.n': { $gte: from } })
      .sort({ '_id.import': 1, '_id.n': 1 })
      .limit(size + 1)
      .toArray();
    const faults = rows.slice(0, size).map(({ fault }) => Fault.fromPartial(fault));
    return { faults, nextPageToken: rows.length > size ? String(from + size) : '' };
  }
}

/** A report is bounded in bytes as well, whatever stands in a sheet. */
const bounded = ({ line, column, rule, zh, en }: Fault): Fault => ({
  line,
  column: column.slice(0, most.textUnits),
  rule: rule.slice(0, most.textUnits),
  zh: zh.slice(0, most.textUnits),
  en: en.slice(0, most.textUnits),
});
