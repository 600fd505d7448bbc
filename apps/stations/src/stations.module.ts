import { Module } from '@nestjs/common';
import { SheetsModule } from '@doorstep/sheets/intake';
import { StoreModule } from '@doorstep/store';
import { compoundSheet } from './compounds/compound.sheet.js';
import { CoverageWorker } from './coverages/coverage.worker.js';
import { EnrolmentWorker } from './enrolments/enrolment.worker.js';
import { EvidenceModule } from './evidence/evidence.module.js';
import { GapTaskWorker } from './gap-tasks/gap-task.worker.js';
import { gridSheet } from './grids/grid.sheet.js';
import { Intakes } from './imports/import.intakes.js';
import { ImportReport } from './imports/import.report.js';
import { ImportTurns } from './imports/import.turns.js';
import { ImportTries } from './imports/import.tries.js';
import { ImportWorker } from './imports/import.worker.js';
import * as nouns from './nouns.js';
import { premisesSheet } from './premises/premises.sheet.js';

@Module({
  imports: [StoreModule, EvidenceModule, SheetsModule.of(compoundSheet, premisesSheet, gridSheet)],
  controllers: Object.values(nouns),
  providers: [
    CoverageWorker,
    EnrolmentWorker,
    GapTaskWorker,
    ImportReport,
    ImportTurns,
    ImportTries,
    ImportWorker,
    Intakes,
  ],
})
export class StationsModule {}
