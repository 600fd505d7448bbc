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

  getImport(request: contract.GetImportRequest, caller: Caller) {
    return this.imports.get(request.name, caller);
  }

  async listImports(request: contract.ListImportsRequest, caller: Caller) {
    const { items, nextPageToken } = await this.imports.records.list(request, caller);
    return { imports: items, nextPageToken };
  }

  listImportFaults(request: contract.ListImportFaultsRequest, caller: Caller) {
    return this.imports.faults(request, caller);
  }

  applyImport(request: contract.ApplyImportRequest, caller: Caller) {
    return this.imports.apply(request, caller);
  }

  async listImportHistory(request: contract.ListImportHistoryRequest, caller: Caller) {
    const { items, nextPageToken } = await this.imports.records.history(request.name, request, caller);
    return { changes: items, nextPageToken };
  }
}
