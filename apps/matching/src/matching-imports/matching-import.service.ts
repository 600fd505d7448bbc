import type {
  CountRequest,
  GetRequest,
  HistoryRequest,
  ListRequest,
  StepRequest,
} from '@doorstep/contracts/aip/v1/requests.js';
import * as contract from '@doorstep/contracts/matching/v1/matching_import.js';
import { given, type Caller } from '@doorstep/domain';
import { Serves } from '@doorstep/runtime';
import { Imports } from '@doorstep/sheets/imports';

@Serves(contract.MatchingImportServiceService)
export class MatchingImportService implements contract.MatchingImportService {
  constructor(private readonly imports: Imports<contract.MatchingImport>) {}

  createMatchingImport(request: contract.CreateMatchingImportRequest, caller: Caller) {
    return this.imports.begin(request, caller, given(request, 'matchingImport'));
  }

  getMatchingImport(request: GetRequest, caller: Caller) {
    return this.imports.get(request.name, caller);
  }

  async listMatchingImports(request: ListRequest, caller: Caller) {
    const { items, nextPageToken } = await this.imports.records.list(request, caller);
    return { matchingImports: items, nextPageToken };
  }

  countMatchingImports(request: CountRequest, caller: Caller) {
    return this.imports.records.count(request, caller);
  }

  listMatchingImportFaults(request: HistoryRequest, caller: Caller) {
    return this.imports.faults(request, caller);
  }

  applyMatchingImport(request: StepRequest, caller: Caller) {
    return this.imports.apply(request, caller);
  }

  async listMatchingImportHistory(request: HistoryRequest, caller: Caller) {
    const { items, nextPageToken } = await this.imports.records.history(request.name, request, caller);
    return { changes: items, nextPageToken };
  }
}
