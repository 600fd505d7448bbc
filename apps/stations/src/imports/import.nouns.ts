import { CompoundServiceService, CreateCompoundRequest } from '@doorstep/contracts/stations/v1/compound.js';
import { Evidence_Kind, type Evidence } from '@doorstep/contracts/stations/v1/evidence.js';
import { CreateGridRequest, GridServiceService } from '@doorstep/contracts/stations/v1/grid.js';
import { Import_Kind as Kind } from '@doorstep/contracts/stations/v1/import.js';
import { CreatePremisesRequest, PremisesServiceService } from '@doorstep/contracts/stations/v1/premises.js';
import type { Caller } from '@doorstep/domain';
import { importing, sheetNoun, SheetSource, type Sheet } from '@doorstep/sheets/imports';
import { Store, type Aggregates } from '@doorstep/store';
import { Injectable, type Provider } from '@nestjs/common';
import { compoundColumns } from '../compounds/compound.sheet.js';
import { compounds } from '../compounds/compound.store.js';
import { Files } from '../evidence/evidence.files.js';
import { evidence } from '../evidence/evidence.store.js';
import { gridColumns } from '../grids/grid.sheet.js';
import { grids } from '../grids/grid.store.js';
import { premisesColumns } from '../premises/premises.sheet.js';
import { premises } from '../premises/premises.store.js';
import { imports } from './import.store.js';

/** Sheets are evidence, which this service keeps itself. */
@Injectable()
class OwnSheets extends SheetSource {
  private readonly evidence: Aggregates<Evidence>;

  constructor(
    store: Store,
    private readonly files: Files,
  ) {
    super();
    this.evidence = store.open(evidence);
  }

  async find(name: string, caller: Caller): Promise<Sheet> {
    const { division, kind } = await this.evidence.get(name, caller);
    return { name, division, tabular: kind === Evidence_Kind.SHEET };
  }

  read(name: string): AsyncIterable<Uint8Array> {
    return this.files.read(name.slice('evidence/'.length));
  }
}

/** The nouns of this service that a sheet may hold. */
export const importProviders: readonly Provider[] = [
  { provide: SheetSource, useClass: OwnSheets },
  importing({
    collection: imports,
    nouns: {
      [Kind.COMPOUND]: sheetNoun(
        compounds,
        compoundColumns,
        CompoundServiceService.createCompound,
        CreateCompoundRequest,
      ),
      [Kind.PREMISES]: sheetNoun(
        premises,
        premisesColumns,
        PremisesServiceService.createPremises,
        CreatePremisesRequest,
      ),
      [Kind.GRID]: sheetNoun(grids, gridColumns, GridServiceService.createGrid, CreateGridRequest),
    },
  }),
];
