import type {
  CountRequest,
  GetRequest,
  HistoryRequest,
  ListRequest,
  StepRequest,
} from '@doorstep/contracts/aip/v1/requests.js';
import * as contract from '@doorstep/contracts/stations/v1/import.js';
import { given, type Caller } from '@doorstep/domain';
import { Serves } from '@doorstep/runtime';
import { Imports } from '@doorstep/sheets/imports';

@Serves(contract.ImportServiceService)
export class ImportService implements contract.ImportService {
  constructor(private readonly imports: Imports<contract.Import>) {}

  createImport(request: contract.CreateImportRequest, caller: Caller) {
    return this.imports.begin(request, caller, given(request, 'import'));
  }

  getImport(request: GetRequest, caller: Caller) {
    return this.imports.get(request.name, caller);
  }

  async listImports(request: ListRequest, caller: Caller) {
    const { items, nextPageToken } = await this.imports.records.list(request, caller);
    return { imports: items, nextPageToken };
  }

  countImports(request: CountRequest, caller: Caller) {
    return this.imports.records.count(request, caller);
  }

  listImportFaults(request: HistoryRequest, caller: Caller) {
    return this.imports.faults(request, caller);
  }

  applyImport(request: StepRequest, caller: Caller) {
    return this.imports.apply(request, caller);
  }

  async listImportHistory(request: HistoryRequest, caller: Caller) {
    const { items, nextPageToken } = await this.imports.records.history(request.name, request, caller);
    return { changes: items, nextPageToken };
  }
}
