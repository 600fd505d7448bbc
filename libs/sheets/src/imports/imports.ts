import type { Caller } from '@doorstep/domain';
import { Handlers } from '@doorstep/runtime';
import {
  Database,
  Store,
  type Aggregates,
  type Change,
  type Collection,
  type Creation,
  type List,
} from '@doorstep/store';
import type { OnModuleInit, Provider } from '@nestjs/common';
import { applyImport, beginImport, type ImportRecord } from './import.js';
import { intakeOf, type Intake, type SheetNoun } from './nouns.js';
import { ImportReport } from './report.js';
import { SheetSource } from './sheet-source.js';
import { ImportWorker } from './worker.js';

/** What a service says of its imports: what the contract calls them, and which nouns a sheet may hold, by kind. */
export interface Importing<T extends ImportRecord> {
  /** Made by `importCollection`. */
  readonly collection: Collection<T>;
  readonly nouns: Readonly<Record<string, SheetNoun>>;
}

/** How imports are stored. @param name first part of their resource names, `imports`. */
export const importCollection = <T extends ImportRecord>(
  name: string,
  message: Collection<T>['message'],
): Collection<T> => ({
  name,
  message,
  lists: [[], ['state' as const]].map((by) => ({ by, order: { createTime: -1 } as List<T>['order'] })),
});

/** The imports of a service. Declare it with `importing`, and give it a `SheetSource`. */
export class Imports<T extends ImportRecord = ImportRecord> implements OnModuleInit {
  /** Their records, to be read. */
  readonly records: Aggregates<T>;
  private readonly report: ImportReport;
  private readonly intakes: ReadonlyMap<string, Intake>;

  constructor(
    { collection, nouns }: Importing<T>,
    store: Store,
    database: Database,
    handlers: Handlers,
    private readonly sheets: SheetSource,
  ) {
    this.records = store.open(collection);
    this.report = new ImportReport(database);
    this.intakes = new Map(Object.entries(nouns).map(([kind, noun]) => [kind, intakeOf(noun, handlers)]));
    const { records, report } = this;
    new ImportWorker<T>({ store, records, sheets, report, intakeOf: (kind) => this.intakeOf(kind) });
  }

  onModuleInit(): Promise<void> {
    return this.report.prepare();
  }

  /** Begins an import; its check follows. Throws NOT_FOUND, NOT_A_SHEET, NOT_PERMITTED. */
  async begin(request: Creation, caller: Caller, draft: T): Promise<T> {
    const sheet = await this.sheets.find(draft.sheet, { ...caller, purpose: 'import', personal: 'everywhere' });
    const begun = beginImport(draft, sheet, caller);
    this.intakeOf(begun.kind).callerOf(begun);
    return this.records.create(request, caller, begun);
  }

  /** An import, with how far it is. Throws NOT_FOUND. */
  async get(name: string, caller: Caller): Promise<T> {
    const found = await this.records.get(name, caller);
    if (found.state !== 'STATE_CHECKING' && found.state !== 'STATE_APPLYING') return found;
    const { done, total } = await this.report.progressOf(name);
    return { ...found, rowsDone: done, rowsTotal: total };
  }

  /** A page of what is wrong with it. Throws NOT_FOUND. */
  async faults(
    request: { readonly name: string; readonly pageSize: number; readonly pageToken: string },
    caller: Caller,
  ) {
    await this.records.load(request.name, caller);
    return this.report.page(request.name, request);
  }

  /** Records every line, or none, in the background. Throws what `update` throws, and IMPORT_FAULTY. */
  apply(request: Change, caller: Caller): Promise<T> {
    return this.records.update(request, caller, applyImport);
  }

  /** Throws where no noun is of the kind: the contract has one that nobody declared. */
  private intakeOf(kind: string): Intake {
    const intake = this.intakes.get(kind);
    if (intake === undefined) throw new Error(`nobody says how ${kind} is imported`);
    return intake;
  }
}

/** What provides a service's `Imports`; its `SheetSource` is provided beside it. */
export const importing = <T extends ImportRecord>(what: Importing<T>): Provider => ({
  provide: Imports,
  useFactory: (store: Store, database: Database, handlers: Handlers, sheets: SheetSource) =>
    new Imports<T>(what, store, database, handlers, sheets),
  inject: [Store, Database, Handlers, SheetSource],
});
