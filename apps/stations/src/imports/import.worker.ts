import type { Entry } from '@doorstep/contracts/events/v1/journal.js';
import type { Fault } from '@doorstep/contracts/sheets/v1/fault.js';
import type { LinesRequest } from '@doorstep/contracts/sheets/v1/intake.js';
import { Import_State as State, type Import, type ImportName } from '@doorstep/contracts/stations/v1/import.js';
import type { Evidence } from '@doorstep/contracts/stations/v1/evidence.js';
import { DomainError } from '@doorstep/domain';
import { Store, type Repository, type Change } from '@doorstep/store';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { evidence } from '../evidence/evidence.store.js';
import { Files } from '../files/file.grid.js';
import { Intakes, piecesOf } from './import.intakes.js';
import { ImportReport } from './import.report.js';
import { imports } from './import.store.js';
import { ImportTries, type Step } from './import.tries.js';
import {
  failImport,
  finishImport,
  mostLines,
  passImport,
  refuse,
  refuseImport,
  reserveImport,
  type Outcome,
} from './import.js';

/** Events that ask for something. */
const steps: ReadonlySet<string> = new Set(['imports.checking', 'imports.applying', 'imports.failed']);

/**
 * Checks and applies imports in the background: it takes down what this service's own journal asks for and, when its turn
 * comes, drives the intake of the service that owns the records, so that what was begun is finished even if either dies in
 * the middle.
 */
@Injectable()
export class ImportWorker implements OnModuleInit {
  private readonly imports: Repository<Import>;
  private readonly evidence: Repository<Evidence>;

  constructor(
    private readonly store: Store,
    private readonly intakes: Intakes,
    private readonly report: ImportReport,
    private readonly files: Files,
    private readonly tries: ImportTries,
  ) {
    this.imports = store.open(imports);
    this.evidence = store.open(evidence);
  }

  /** One consumer an owner: imports of one that is away do not hold up those of the others. */
  onModuleInit(): void {
    for (const owner of this.intakes.owners) this.store.react(`imports-${owner}`, (entry) => this.work(entry, owner));
  }

  private async work({ type, aggregate, eventId }: Entry, owner: string): Promise<void> {
    if (!steps.has(type)) return;
    const name = this.imports.nameIn(aggregate);
    const record = await this.imports.get(name, this.intakes.caller);
    if (this.intakes.ownerOf(record.noun) !== owner) return;
    // In its order, and not later: lines of an import that is applied by now were not those of one that was given up.
    if (type === 'imports.failed') return releasable.has(record.state) ? this.release(record) : undefined;
    await this.tries.take({ _id: eventId, type, import: name, owner, importedBy: record.importedBy });
  }

  /** Tries a step. One that fails goes on by itself, or is given up: it holds up no other. */
  async goOn(step: Step): Promise<void> {
    const { caller } = this.intakes;
    const name = this.imports.nameIn(step.import);
    const record = await this.imports.get(name, caller);
    const change = { name, etag: '', requestId: step._id, reason: '' };
    const verdict = await this.tries.attempt(step, mustEnd(record), () =>
      step.type === 'imports.checking' ? this.check(record, change) : this.apply(record, change),
    );
    if (verdict === 'given up') await this.giveUp(step, change);
    else await this.report.wait(name, verdict === 'waits' ? told('IMPORT_WAITS') : undefined);
  }

  /** Tells who imports that it was given up; what cannot be refused any more goes on until it ends. */
  private async giveUp(step: Step, change: Change<ImportName>): Promise<void> {
    const { caller } = this.intakes;
    const record = await this.imports.get(change.name, caller);
    const { name, rowsTotal, reserved, state } = record;
    if (mustEnd(record)) {
      await this.tries.putOff(step);
      return this.report.wait(name, reserved ? told('IMPORT_HELD_UP') : undefined);
    }
    if (state === State.CHECKING || state === State.APPLYING) {
      await this.report.clear(name, rowsTotal);
      await this.report.tell(name, [told('IMPORT_GIVEN_UP')], 0);
      await this.imports.update({ ...change, requestId: `${change.requestId}-fail` }, caller, failImport);
    }
    await this.report.wait(name, undefined);
    await this.tries.end(step);
  }

  /** Nothing is left of the lines of an import that was given up or refused. */
  private async release({ name, noun }: Import): Promise<void> {
    await this.intakes.of(noun).releaseLines({ noun, import: name }, this.intakes.caller);
  }

  /** Every line as the ordinary Create would take it, and nothing written but the report. */
  private async check(record: Import, change: Change<ImportName>): Promise<void> {
    if (record.state !== State.CHECKING) return;
    const outcome = await this.look(record);
    await this.imports.update(change, this.intakes.caller, (found) =>
      found.state === State.CHECKING ? passImport(found, outcome) : found,
    );
  }

  private async look(record: Import): Promise<Outcome> {
    const { name } = record;
    const { report } = this;
    let [rowsTotal, faultsTotal] = [0, 0];
    const tell = async (faults: readonly Fault[]): Promise<void> => {
      await report.tell(name, faults, faultsTotal);
      faultsTotal += faults.length;
    };
    await report.clear(name, 0);
    const before = importedBefore(await report.recordedBy(await this.keyOf(record)), name);
    await report.note(name, before);
    try {
      const { caller } = this.intakes;
      for await (const answer of this.intakes.of(record.noun).checkLines(this.pieces(record), caller)) {
        ({ rowsTotal } = answer);
        if (rowsTotal > mostLines) throw refuse.IMPORT_TOO_LONG();
        if (answer.notes.length > 0) await report.note(name, [...before, ...answer.notes]);
        await tell(answer.faults);
        await report.proceed(name, answer.rowsDone, rowsTotal);
      }
    } catch (error) {
      await tell([faultOf(error)]);
    }
    return { rowsTotal, faultsTotal };
  }

  /** First every line has its place, seen by nobody; then, whatever happens, all of them are revealed. */
  private async apply(record: Import, change: Change<ImportName>): Promise<void> {
    const { intakes } = this;
    const { name, noun, state, rowsTotal } = record;
    const intake = intakes.of(noun);
    if (state === State.REFUSED) await this.release(record);
    if (state !== State.APPLYING) return;
    if (!record.reserved) {
      const faults = await this.hold(record);
      if (faults.length > 0) return this.refuse(record, change, faults);
      const reserving = { ...change, requestId: `${change.requestId}-reserve` };
      await this.imports.update(reserving, intakes.caller, reserveImport);
    }
    for await (const { revealed } of intake.revealLines({ noun, import: name }, intakes.caller))
      await this.report.proceed(name, Math.min(rowsTotal, Math.floor((rowsTotal + revealed) / 2)), rowsTotal);
    await this.report.recorded(await this.keyOf(record), name);
    await this.imports.update(change, intakes.caller, finishImport);
  }

  /** @returns what keeps a line from its place; none where every line has its own. */
  private async hold(record: Import): Promise<readonly Fault[]> {
    const { name, noun, rowsTotal } = record;
    try {
      for await (const answer of this.intakes.of(noun).holdLines(this.pieces(record), this.intakes.caller)) {
        if (answer.faults.length > 0) return answer.faults;
        await this.report.proceed(name, Math.floor(answer.rowsDone / 2), rowsTotal);
      }
      return [];
    } catch (error) {
      return [faultOf(error)];
    }
  }

  /** Throws where another replica reserved it meanwhile: it is tried again, and found reserved. */
  private async refuse(record: Import, change: Change<ImportName>, faults: readonly Fault[]): Promise<void> {
    const { name, rowsTotal } = record;
    const { caller } = this.intakes;
    const refusing = { ...change, requestId: `${change.requestId}-refuse` };
    await this.report.clear(name, rowsTotal);
    await this.report.tell(name, faults, 0);
    try {
      await this.imports.update(refusing, caller, (found) => refuseImport(found, faults.length));
    } catch (error) {
      await this.report.clear(name, rowsTotal);
      throw error;
    }
    await this.release(record);
  }

  /** A file by its content, as lines of one noun in one division. */
  private async keyOf({ sheet, noun, division }: Import): Promise<string> {
    const { sha256 } = await this.evidence.get(this.evidence.nameIn(sheet), this.intakes.caller);
    return `${sha256} ${noun} ${division}`;
  }

  private pieces(record: Import): AsyncIterable<LinesRequest> {
    return piecesOf(record, this.files.read(record.sheet.slice('evidence/'.length)));
  }
}

/** States in which an import that was given up has left lines behind, if any. */
const releasable: ReadonlySet<State> = new Set([State.FAILED, State.CHECKING]);

/** Whether nothing can refuse it any more, or something of it is left behind. */
const mustEnd = ({ state, reserved }: Import): boolean =>
  state === State.REFUSED || (state === State.APPLYING && reserved);

function told(refusal: 'IMPORT_GIVEN_UP' | 'IMPORT_WAITS' | 'IMPORT_HELD_UP'): Fault {
  const { reason, text } = refuse[refusal]();
  return { line: 0, column: '', rule: reason, ...text };
}

/** Told where the lines of a file are recorded already: they would be so once more. */
function importedBefore(by: string | undefined, name: string): readonly Fault[] {
  if (by === undefined || by === name) return [];
  const zh = `同一文件已由 ${by} 导入；再次导入会重复登记各行`;
  const en = `this file was imported before by ${by}: each of its lines would be recorded once more`;
  return [{ line: 0, column: '', rule: 'IMPORTED_BEFORE', zh, en }];
}

/** What is wrong with a sheet as a whole; what passes by itself is thrown, and tried again. */
function faultOf(error: unknown): Fault {
  if (!(error instanceof DomainError) || error.kind === 'UNAVAILABLE') throw error;
  return { line: Number(error.facts['line'] ?? 0), column: '', rule: error.reason, ...error.text };
}
