import type { Evidence } from '@doorstep/contracts/stations/v1/evidence.js';
import * as contract from '@doorstep/contracts/stations/v1/import.js';
import { given, type Caller } from '@doorstep/domain';
import { Serves } from '@doorstep/runtime';
import { Store, type Aggregates } from '@doorstep/store';
import { evidence } from '../evidence/evidence.store.js';
import { SheetNouns } from './import.nouns.js';
import { ImportReport } from './import.report.js';
import { imports } from './import.store.js';
import { applyImport, beginImport } from './import.js';

@Serves(contract.ImportServiceService)
export class ImportService implements contract.ImportService {
  private readonly imports: Aggregates<contract.Import>;
  private readonly evidence: Aggregates<Evidence>;

  constructor(
    store: Store,
    private readonly nouns: SheetNouns,
    private readonly report: ImportReport,
  ) {
    this.imports = store.open(imports);
    this.evidence = store.open(evidence);
  }

  async createImport(request: contract.CreateImportRequest, caller: Caller) {
    const draft = given(request, 'import');
    // The sheet is read, and so noted, as any other evidence.
    const sheet = await this.evidence.get(draft.sheet, { ...caller, purpose: 'import', personal: true });
    const begun = beginImport(draft, sheet, caller);
    this.nouns.of(begun.kind).callerOf(begun);
    return this.imports.create(request, caller, begun);
  }

  async getImport(request: contract.GetImportRequest, caller: Caller) {
    const found = await this.imports.get(request.name, caller);
    const { CHECKING, APPLYING } = contract.Import_State;
    if (found.state !== CHECKING && found.state !== APPLYING) return found;
    return { ...found, rowsDone: await this.report.doneOf(found.name) };
  }

  async listImports(request: contract.ListImportsRequest, caller: Caller) {
    const { items, nextPageToken } = await this.imports.list(request, caller);
    return { imports: items, nextPageToken };
  }

  async listImportFaults({ name, pageSize, pageToken }: contract.ListImportFaultsRequest, caller: Caller) {
    await this.imports.load(name, caller);
    return this.report.page(name, pageSize, pageToken);
  }

  applyImport(request: contract.ApplyImportRequest, caller: Caller) {
    return this.imports.update(request, caller, applyImport);
  }

  async listImportHistory(request: contract.ListImportHistoryRequest, caller: Caller) {
    const { items, nextPageToken } = await this.imports.history(request.name, request, caller);
    return { changes: items, nextPageToken };
  }
}
