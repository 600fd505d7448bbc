import { Module } from '@nestjs/common';
import { StoreModule } from '@doorstep/store';
import { CompoundService } from './compounds/compound.service.js';
import { CoverageService } from './coverages/coverage.service.js';
import { CoverageWorker } from './coverages/coverage.worker.js';
import { DivisionService } from './divisions/division.service.js';
import { GapTaskService } from './gap-tasks/gap-task.service.js';
import { GapTaskWorker } from './gap-tasks/gap-task.worker.js';
import { InspectionService } from './inspections/inspection.service.js';
import { PremisesService } from './premises/premises.service.js';
import { StationService } from './stations/station.service.js';
import { TemplateService } from './templates/template.service.js';

@Module({
  imports: [StoreModule],
  controllers: [
    CompoundService,
    CoverageService,
    DivisionService,
    GapTaskService,
    InspectionService,
    PremisesService,
    StationService,
    TemplateService,
  ],
  providers: [CoverageWorker, GapTaskWorker],
})
export class StationsModule {}
