import { createHash } from 'node:crypto';
import type { GetRequest, HistoryRequest, StepRequest } from '@doorstep/contracts/aip/v1/requests.js';
import type { Evidence } from '@doorstep/contracts/stations/v1/evidence.js';
import * as contract from '@doorstep/contracts/stations/v1/import.js';
import { given, type Caller } from '@doorstep/domain';
import { Serves, type Steps } from '@doorstep/runtime';
import { Store, type Repository } from '@doorstep/store';
import { evidence } from '../evidence/evidence.store.js';
import { Intakes } from './import.intakes.js';
import { ImportReport } from './import.report.js';
import { imports } from './import.store.js';
import { applyImport, beginImport, retryImport } from './import.js';

const { CHECKING, APPLYING } = contract.Import_State;
const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

@Serves(contract.ImportServiceService, imports)
export class ImportService implements Steps<contract.ImportService> {
  private readonly imports: Repository<contract.Import>;
  private readonly evidence: Repository<Evidence>;

  constructor(
    store: Store,
    private readonly report: ImportReport,
    private readonly intakes: Intakes,
  ) {
    this.imports = store.open(imports);
    this.evidence = store.open(evidence);
  }

  /** Its check follows. */
  createImport(request: contract.CreateImportRequest, caller: Caller) {
    const draft = given(request, 'import');
    return this.imports.create(request, caller, async () => {
      const sheet = await this.evidence.get(draft.sheet, { ...caller, purpose: 'import', personal: caller.scope });
      this.intakes.of(draft.noun); // somebody must take its lines in
      return beginImport(draft, sheet, caller);
    });
  }

  async *downloadImportTemplate({ noun }: contract.DownloadImportTemplateRequest) {
    const { content, fileName } = await this.intakes.of(noun).makeTemplate({ noun }, this.intakes.caller);
    const sha256 = createHash('sha256').update(content).digest('hex');
    yield { mediaType: xlsx, sizeBytes: content.length, sha256, fileName, content };
  }

  /** With how far it is, and what the check leaves out. */
  async getImport({ name }: GetRequest<contract.ImportName>, caller: Caller) {
    const found = await this.imports.get(name, caller);
    const underWay = found.state === CHECKING || found.state === APPLYING;
    const { done, total, notes } = await this.report.progressOf(name, underWay);
    if (!underWay) return { ...found, notes };
    return { ...found, notes, rowsDone: done, rowsTotal: total };
  }

  async listImportFaults(request: HistoryRequest<contract.ImportName>, caller: Caller) {
    await this.imports.load(request.name, caller);
    return this.report.page(request.name, request);
  }

  /** Every line is recorded, or none, in the background. */
  applyImport(request: StepRequest<contract.ImportName>, caller: Caller) {
    return this.imports.update(request, caller, (record) => applyImport(record, caller));
  }

  /** Its check follows. */
  retryImport(request: StepRequest<contract.ImportName>, caller: Caller) {
    return this.imports.update(request, caller, (record) => retryImport(record, caller));
  }
}
