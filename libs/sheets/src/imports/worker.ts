import { buffer } from 'node:stream/consumers';
import type { Entry } from '@doorstep/contracts/events/v1/journal.js';
import { DomainError } from '@doorstep/domain';
import { ownCaller } from '@doorstep/runtime';
import type { Aggregates, Batch, Change, Draft, Store, Stored } from '@doorstep/store';
import type { Fault } from '../entries.js';
import { ahead } from './ahead.js';
import {
  finishImport,
  mostLines,
  passImport,
  refuse,
  refuseImport,
  reserveImport,
  type ImportRecord,
  type Outcome,
} from './import.js';
import { clashing, countOf, faultsOf, linesOf, type Line } from './lines.js';
import { patienceMs, type Intake } from './nouns.js';
import type { ImportReport } from './report.js';
import type { SheetSource } from './sheet-source.js';

/** What works on imports. */
export interface WorkerParts<T extends ImportRecord> {
  readonly store: Store;
  readonly records: Aggregates<T>;
  readonly sheets: SheetSource;
  readonly report: ImportReport;
  intakeOf(kind: string): Intake;
}

/**
 * Checks and applies imports in the background: it follows the service's own journal, so that what was begun is
 * finished even if the process dies in the middle.
 */
export class ImportWorker<T extends ImportRecord> {
  private readonly collection: string;

  constructor(private readonly parts: WorkerParts<T>) {
    const { store, records } = parts;
    this.collection = records.noun.spec.name;
    store.react(this.collection, async (entry) => {
      if (entry.type === `${this.collection}.checking`) await this.check(entry);
      if (entry.type === `${this.collection}.applying`) await this.apply(entry);
    });
  }

  private get caller() {
    return ownCaller('import', this.collection, patienceMs);
  }

  /** Every line as the ordinary Create would take it, and nothing written but the report. */
  private async check({ aggregate: name, eventId: requestId }: Entry): Promise<void> {
    const { caller } = this;
    const { records } = this.parts;
    const record = await records.get(name, caller);
    if (record.state !== 'STATE_CHECKING') return;
    const outcome = await this.look(record);
    await records.update({ name, etag: '', requestId, reason: '' }, caller, (found) =>
      found.state === 'STATE_CHECKING' ? passImport(found, outcome) : found,
    );
  }

  private async look(record: T): Promise<Outcome> {
    const { name, kind } = record;
    const { report } = this.parts;
    const noun = this.parts.intakeOf(kind);
    const batch = this.parts.store.batch(noun.collection, name);
    let [rowsTotal, faultsTotal] = [0, 0];
    const tell = async (faults: readonly Fault[]): Promise<void> => {
      await report.tell(name, faults, faultsTotal);
      faultsTotal += faults.length;
    };
    await report.clear(name, 0);
    try {
      const file = await this.fileOf(record);
      rowsTotal = await countOf(file, noun);
      if (rowsTotal > mostLines) throw refuse.IMPORT_TOO_LONG();
      let done = 0;
      await report.proceed(name, done, rowsTotal);
      for await (const lines of this.linesOf(file, record, noun, batch)) {
        await tell([...lines.flatMap(({ faults }) => faults), ...(await clashing(lines, batch))]);
        await report.proceed(name, (done += lines.length), rowsTotal);
      }
    } catch (error) {
      await tell(faultsOf(error, 0, noun));
    }
    return { rowsTotal, faultsTotal };
  }

  /** First every line has its place, seen by nobody; then, whatever happens, all of them are revealed. */
  private async apply({ aggregate: name, eventId: requestId }: Entry): Promise<void> {
    const { caller } = this;
    const { records, report, store } = this.parts;
    const record = await records.get(name, caller);
    const noun = this.parts.intakeOf(record.kind);
    const batch = store.batch(noun.collection, name);
    if (record.state === 'STATE_REFUSED') await batch.release();
    if (record.state !== 'STATE_APPLYING') return;
    const change = { name, etag: '', requestId, reason: '' };
    if (!record.reserved) {
      if (!(await this.reserve(record, noun, batch, change))) return;
      await records.update({ ...change, requestId: `${requestId}-reserve` }, caller, reserveImport);
    }
    const { rowsTotal } = record;
    for await (const revealed of batch.reveal())
      await report.proceed(name, Math.min(rowsTotal, Math.floor((rowsTotal + revealed) / 2)), rowsTotal);
    await records.update(change, caller, finishImport);
  }

  /**
   * @returns whether every line has its place; otherwise the import is refused, and nothing is left of them. Throws
   * where another replica reserved it meanwhile: it is tried again, and found reserved.
   */
  private async reserve(record: T, noun: Intake, batch: Batch<Stored>, change: Change): Promise<boolean> {
    const { records, report } = this.parts;
    const { name, rowsTotal } = record;
    try {
      let done = 0;
      for await (const documents of ahead(this.documentsOf(record, noun, batch))) {
        await batch.hold(documents);
        await report.proceed(name, Math.floor((done += documents.length) / 2), rowsTotal);
      }
      return true;
    } catch (error) {
      const faults = faultsOf(error, 0, noun);
      await report.clear(name, rowsTotal);
      await report.tell(name, faults, 0);
      await records.update(change, this.caller, refuseImport);
      await batch.release();
      return false;
    }
  }

  private async *documentsOf(record: T, noun: Intake, batch: Batch<Stored>): AsyncGenerator<readonly Draft[]> {
    for await (const lines of this.linesOf(await this.fileOf(record), record, noun, batch)) {
      const [fault] = lines.flatMap(({ faults }) => faults);
      if (fault) throw new DomainError('FAILED_PRECONDITION', fault.rule, fault.text, { line: String(fault.line) });
      const documents = lines.flatMap(({ draft }) => draft ?? []);
      if (documents.length < lines.length) throw refuse.LINE_REFUSED();
      yield documents;
    }
  }

  private fileOf({ sheet }: T): Promise<Buffer> {
    return buffer(this.parts.sheets.read(sheet));
  }

  private linesOf(file: Uint8Array, record: T, noun: Intake, batch: Batch<Stored>): AsyncGenerator<readonly Line[]> {
    return linesOf(file, noun, batch, noun.callerOf(record), record.name.split('/')[1] ?? '');
  }
}
