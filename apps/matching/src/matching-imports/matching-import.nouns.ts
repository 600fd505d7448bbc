import { MatchingImport_Kind as Kind } from '@doorstep/contracts/matching/v1/matching_import.js';
import { CreateNeedRequest, NeedServiceService } from '@doorstep/contracts/matching/v1/need.js';
import { CreateResourceRequest, ResourceServiceService } from '@doorstep/contracts/matching/v1/resource.js';
import { Evidence_Kind } from '@doorstep/contracts/stations/v1/evidence.js';
import type { Caller } from '@doorstep/domain';
import { Config, ownCaller } from '@doorstep/runtime';
import { importing, sheetNoun, SheetSource, type Sheet } from '@doorstep/sheets/imports';
import { Inject, Injectable, type Provider } from '@nestjs/common';
import { needColumns } from '../needs/need.sheet.js';
import { needs } from '../needs/need.store.js';
import { Evidence } from '../peers.js';
import { resourceColumns } from '../resources/resource.sheet.js';
import { resources } from '../resources/resource.store.js';
import { matchingImports } from './matching-import.store.js';

/** Sheets are evidence, which stations keep: each reading is noted there. */
@Injectable()
class PeerSheets extends SheetSource {
  constructor(
    @Inject(Evidence) private readonly evidence: Evidence,
    private readonly config: Config,
  ) {
    super();
  }

  async find(name: string, caller: Caller): Promise<Sheet> {
    const { division, kind } = await this.evidence.getEvidence({ name }, caller);
    return { name, division, tabular: kind === Evidence_Kind.SHEET };
  }

  async *read(name: string): AsyncGenerator<Uint8Array> {
    const reader = { ...ownCaller(this.config.service, 'matchingImports'), purpose: 'import' };
    for await (const { content } of this.evidence.downloadEvidence({ name }, reader)) yield content;
  }
}

/** The nouns of this service that a sheet may hold. */
export const importProviders: readonly Provider[] = [
  { provide: SheetSource, useClass: PeerSheets },
  importing({
    collection: matchingImports,
    nouns: {
      [Kind.NEED]: sheetNoun(needs, needColumns, NeedServiceService.createNeed, CreateNeedRequest),
      [Kind.RESOURCE]: sheetNoun(
        resources,
        resourceColumns,
        ResourceServiceService.createResource,
        CreateResourceRequest,
      ),
    },
  }),
];
