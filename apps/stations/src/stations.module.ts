import { Module } from '@nestjs/common';
import { SheetsModule } from '@doorstep/sheets/intake';
import { StoreModule } from '@doorstep/store';
import { AssetService } from './assets/asset.service.js';
import { CompoundService } from './compounds/compound.service.js';
import { compoundSheet } from './compounds/compound.sheet.js';
import { CoverageService } from './coverages/coverage.service.js';
import { CoverageWorker } from './coverages/coverage.worker.js';
import { DivisionService } from './divisions/division.service.js';
import { EnrolmentService } from './enrolments/enrolment.service.js';
import { EnrolmentWorker } from './enrolments/enrolment.worker.js';
import { EvidenceModule } from './evidence/evidence.module.js';
import { FundService } from './funds/fund.service.js';
import { GapTaskService } from './gap-tasks/gap-task.service.js';
import { GapTaskWorker } from './gap-tasks/gap-task.worker.js';
import { GridCheckinService } from './grid-checkins/grid-checkin.service.js';
import { GridService } from './grids/grid.service.js';
import { gridSheet } from './grids/grid.sheet.js';
import { Intakes } from './imports/import.intakes.js';
import { ImportReport } from './imports/import.report.js';
import { ImportService } from './imports/import.service.js';
import { ImportWorker } from './imports/import.worker.js';
import { InspectionService } from './inspections/inspection.service.js';
import { PracticeService } from './practices/practice.service.js';
import { PremisesService } from './premises/premises.service.js';
import { premisesSheet } from './premises/premises.sheet.js';
import { ProgrammeService } from './programmes/programme.service.js';
import { ProgrammeWorker } from './programmes/programme.worker.js';
import { ReplicationService } from './replications/replication.service.js';
import { SessionService } from './sessions/session.service.js';
import { StationService } from './stations/station.service.js';
import { TemplateService } from './templates/template.service.js';
import { ToolService } from './tools/tool.service.js';

@Module({
  imports: [StoreModule, EvidenceModule, SheetsModule.of(compoundSheet, premisesSheet, gridSheet)],
  controllers: [
    AssetService,
    CompoundService,
    CoverageService,
    DivisionService,
    EnrolmentService,
    FundService,
    GapTaskService,
    GridCheckinService,
    GridService,
    ImportService,
    InspectionService,
    PracticeService,
    PremisesService,
    ProgrammeService,
    ReplicationService,
    SessionService,
    StationService,
    TemplateService,
    ToolService,
  ],
  providers: [CoverageWorker, EnrolmentWorker, GapTaskWorker, ImportReport, ImportWorker, Intakes, ProgrammeWorker],
})
export class StationsModule {}
