import { buffer } from 'node:stream/consumers';
import type { Entry } from '@doorstep/contracts/events/v1/journal.js';
import { Import_State as State, type Import } from '@doorstep/contracts/stations/v1/import.js';
import { DomainError } from '@doorstep/domain';
import { ownCaller } from '@doorstep/runtime';
import type { Fault } from '@doorstep/sheets';
import { Store, type Aggregates } from '@doorstep/store';
import { Injectable } from '@nestjs/common';
import { Files } from '../evidence/evidence.files.js';
import { faultsOf, linesOf, type Line } from './import.lines.js';
import { SheetNouns, type SheetNoun } from './import.nouns.js';
import { ImportReport } from './import.report.js';
import { imports } from './import.store.js';
import { finishImport, passImport, refuse, refuseImport, type Outcome } from './import.js';

const patienceMs = 600_000;

/**
 * Checks and applies imports in the background: it follows this service's own journal, so that what was begun is
 * finished even if the process dies in the middle. Applying is one transaction: a death in it leaves nothing.
 */
@Injectable()
export class ImportWorker {
  private readonly imports: Aggregates<Import>;

  constructor(
    private readonly store: Store,
    private readonly nouns: SheetNouns,
    private readonly files: Files,
    private readonly report: ImportReport,
  ) {
    this.imports = store.open(imports);
    store.react('imports', async (entry) => {
      if (entry.type === 'imports.checking') await this.check(entry);
      if (entry.type === 'imports.applying') await this.apply(entry);
    });
  }

  /** Every line as the ordinary Create would take it, and nothing written but the report. */
  private async check({ aggregate: name, eventId: requestId }: Entry): Promise<void> {
    const caller = ownCaller('stations', 'imports', patienceMs);
    const record = await this.imports.get(name, caller);
    if (record.state !== State.CHECKING) return;
    await this.report.clear(name);
    const outcome = await this.look(record);
    await this.imports.update({ name, etag: '', requestId, reason: '' }, caller, (found) =>
      found.state === State.CHECKING ? passImport(found, outcome) : found,
    );
  }

  private async look(record: Import): Promise<Outcome> {
    const { name, kind } = record;
    const noun = this.nouns.of(kind);
    const seen = new Set<string>();
    let [rowsTotal, faultsTotal] = [0, 0];
    const tell = async (faults: readonly Fault[]): Promise<void> => {
      await this.report.tell(name, faults, faultsTotal);
      faultsTotal += faults.length;
    };
    try {
      for await (const lines of this.linesOf(record, noun)) {
        await tell([...lines.flatMap(({ faults }) => faults), ...(await clashing(lines, noun, seen))]);
        rowsTotal += lines.length;
        await this.report.proceed(name, rowsTotal);
      }
    } catch (error) {
      await tell(faultsOf(error, 0, noun));
    }
    return { rowsTotal, faultsTotal };
  }

  /** All of it, or nothing: the records and the import's own step are one transaction. */
  private async apply({ aggregate: name, eventId: requestId }: Entry): Promise<void> {
    const caller = ownCaller('stations', 'imports', patienceMs);
    const record = await this.imports.get(name, caller);
    if (record.state !== State.APPLYING) return;
    const noun = this.nouns.of(record.kind);
    const into = noun.records.noun.spec.name;
    const change = { name, etag: '', requestId, reason: '' };
    try {
      const step = { of: this.imports, rule: finishImport, into };
      await this.store.insertAll(change, caller, step, () => this.documentsOf(record, noun));
    } catch (error) {
      await this.report.clear(name);
      await this.report.tell(name, faultsOf(error, 0, noun), 0);
      await this.imports.update(change, caller, refuseImport);
    }
  }

  private async *documentsOf(record: Import, noun: SheetNoun): AsyncGenerator<readonly object[]> {
    let done = 0;
    for await (const lines of this.linesOf(record, noun)) {
      const [fault] = lines.flatMap(({ faults }) => faults);
      if (fault) throw new DomainError('FAILED_PRECONDITION', fault.rule, fault.text, { line: String(fault.line) });
      const documents = lines.flatMap(({ document }) => document ?? []);
      if (documents.length < lines.length) throw refuse.LINE_REFUSED();
      yield documents;
      await this.report.proceed(record.name, (done += lines.length));
    }
  }

  private async *linesOf(record: Import, noun: SheetNoun): AsyncGenerator<readonly Line[]> {
    const file = await buffer(this.files.read(record.sheet.slice('evidence/'.length)));
    yield* linesOf(file, noun, noun.callerOf(record), record.name.slice('imports/'.length));
  }
}

/** Lines that meet what is recorded already, or a line above. */
async function clashing(lines: readonly Line[], { records }: SheetNoun, seen: Set<string>): Promise<readonly Fault[]> {
  const documents = lines.flatMap(({ line, document }) => (document ? [{ line, document }] : []));
  const made = documents.map(({ document }) => document as Parameters<typeof records.clashes>[0][number]);
  const found = await records.clashes(made, seen);
  return documents.flatMap(({ line }, at) => {
    const one = made[at];
    const refusal = one && found.get(one);
    return refusal ? [{ line, column: '', rule: refusal.reason, text: refusal.text }] : [];
  });
}
